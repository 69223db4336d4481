"""The lanes: who has room, who makes way, and where each job is."""

from __future__ import annotations

import pytest

from aifkg.engine import Capacity, EngineBusy, Job
from aifkg.engine.job import Lane
from aifkg.engine.lanes import Lanes


def job(client: str) -> Job:
    return Job(b"", client, 5.0, 0.0, lambda _job, _outcome: None)


def test_a_lane_has_as_much_room_as_it_was_given() -> None:
    lanes = Lanes(Capacity(short=2, long=1))
    one, other = job("a"), job("b")
    lanes.enter(one, Lane.SHORT)
    assert lanes.has_room(Lane.SHORT)
    lanes.enter(other, Lane.SHORT)
    assert not lanes.has_room(Lane.SHORT)
    assert lanes.is_busy
    lanes.leave(one)
    assert lanes.has_room(Lane.SHORT)
    assert list(lanes.jobs) == [other]


def test_lanes_where_nothing_runs_or_waits_are_not_busy() -> None:
    assert not Lanes(Capacity()).is_busy


def test_a_job_that_is_promoted_is_overdue_no_more() -> None:
    lanes = Lanes(Capacity(long=1))
    one = job("a")
    lanes.enter(one, Lane.SHORT)
    lanes.overdue[one] = None
    lanes.promote(one)
    assert (one.lane, lanes.overdue, lanes.running[Lane.SHORT]) == (Lane.LONG, {}, {})
    assert not lanes.has_room(Lane.LONG)


def test_the_client_with_most_in_a_full_line_makes_way() -> None:
    lanes = Lanes(Capacity(queue=2))
    line = lanes.waiting[Lane.SHORT]
    assert lanes.make_way("a", Lane.SHORT) is None
    jobs = [job("a"), job("a")]
    for one in jobs:
        line.push(one)
    made_way = lanes.make_way("b", Lane.SHORT)
    assert made_way is not None
    greedy, busy = made_way
    assert greedy in jobs
    assert "2 queries are waiting already" in str(busy)
    assert len(line) == 1
    line.push(job("a"))
    with pytest.raises(EngineBusy):
        lanes.make_way("a", Lane.SHORT)
    assert len(line) == 2


def test_what_is_cleared_waits_no_more() -> None:
    lanes = Lanes(Capacity())
    runs, waits = job("a"), job("a")
    lanes.enter(runs, Lane.SHORT)
    lanes.waiting[Lane.LONG].push(waits)
    assert lanes.clear() == [runs, waits]
    assert not lanes.waiting[Lane.LONG]
