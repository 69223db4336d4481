"""The line in which queries wait: each client in turn."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aifkg.engine import Job, Turns
from tests.engine.test_job import job


def line_of(clients: str) -> tuple[Turns[Job], list[Job]]:
    line, jobs = Turns[Job](), [job(client) for client in clients]
    for one in jobs:
        line.push(one)
    return line, jobs


def taken(line: Turns[Job]) -> str:
    return "".join(line.pop().client for _ in range(len(line)))


@pytest.mark.parametrize(
    ("waiting", "order"),
    [("", ""), ("a", "a"), ("aaab", "abaa"), ("aabbc", "abcab"), ("baaac", "bacaa")],
)
def test_clients_are_served_in_turn(waiting: str, order: str) -> None:
    assert taken(line_of(waiting)[0]) == order


def test_the_jobs_of_one_client_keep_their_order() -> None:
    line, jobs = line_of("aba")
    assert [line.pop() for _ in range(3)] == [jobs[0], jobs[1], jobs[2]]


@given(st.text("abc", max_size=30))
def test_nobody_waits_behind_more_than_one_of_each_other_client(waiting: str) -> None:
    order = taken(line_of(waiting)[0])
    assert Counter(order) == Counter(waiting)
    for client in set(waiting):
        before = Counter(order[: order.index(client)])
        assert max(before.values(), default=0) <= 1


@given(st.text("abc", min_size=1, max_size=20), st.data())
def test_a_job_that_is_taken_out_is_the_one_missed(waiting: str, data: st.DataObject) -> None:
    line, jobs = line_of(waiting)
    gone = data.draw(st.sampled_from(jobs))
    line.remove(gone)
    assert len(line) == len(jobs) - 1
    left = [line.pop() for _ in range(len(line))]
    assert set(map(id, left)) == set(map(id, jobs)) - {id(gone)}


def test_what_does_not_wait_cannot_be_taken_out() -> None:
    line, (waiting,) = line_of("a")
    for stranger in (job("a"), job("b")):
        with pytest.raises(ValueError, match="not in deque"):
            line.remove(stranger)
    assert line.pop() is waiting


def test_an_empty_line_has_no_first() -> None:
    with pytest.raises(KeyError):
        Turns[Job]().pop()


@pytest.mark.parametrize(
    ("waiting", "client", "index"),
    [
        ("", "b", None),
        ("a", "b", None),
        ("aa", "b", 1),
        ("aab", "b", None),
        ("aaab", "b", 2),
        ("baaa", "b", 3),
        ("aaa", "a", None),
        ("bbbaa", "c", 2),
    ],
)
def test_the_client_with_two_more_than_another_gives_up_its_last(
    waiting: str, client: str, index: int | None
) -> None:
    line, jobs = line_of(waiting)
    assert line.greediest(client) is (None if index is None else jobs[index])
    assert len(line) == len(jobs)
