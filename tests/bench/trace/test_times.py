"""Times: what they say of many pairs, and how one that takes too long is ended."""

from __future__ import annotations

from time import sleep

from tests.bench.trace.times import Times, pairs, quietest, timed

THINGS = [f"thing:{number}" for number in range(50)]


def test_they_are_told_by_their_middle_and_their_long_end() -> None:
    times = Times([float(number) for number in range(200)])
    assert (times.median, times.p99) == (99.5, 198.0)


def test_pairs_are_of_different_things_and_the_same_each_time() -> None:
    found = pairs(THINGS, 300)
    assert found == pairs(THINGS, 300)
    assert all(first != second for first, second in found)
    assert len(set(found)) > 200


def test_a_pair_that_takes_too_long_is_ended_and_counted() -> None:
    waits = {"thing:1": 60.0, "thing:2": 0.0}
    times = timed([("thing:1", ""), ("thing:2", "")], lambda pair: sleep(waits[pair[0]]), 0.05)
    assert times.capped == 1
    assert 0.05 <= times.seconds[0] < 60


def test_the_quietest_run_is_the_one_with_the_least_median() -> None:
    assert quietest([Times([3.0]), Times([1.0]), Times([2.0])]) == Times([1.0])
