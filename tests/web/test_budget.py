"""The budget of a client: spent by queries, refilled at a steady rate."""

from __future__ import annotations

import os
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aifkg.web.budget import _PROBES, _SLOTS, WINDOW_S, Budget, _digest


@dataclass
class Clock:
    """A clock that is set by hand; it starts late, as a machine's does."""

    now: float = 10_000.0

    def __call__(self) -> float:
        return self.now


def budget(seconds: float = 30.0) -> tuple[Budget, Clock]:
    clock = Clock()
    return Budget(seconds, clock), clock


def test_a_client_has_its_whole_budget_at_first() -> None:
    assert budget(30)[0].left("10.0.0.1") == 30


def test_what_is_spent_is_refilled_at_a_steady_rate() -> None:
    kept, clock = budget(30)
    kept.spend("a", 20)
    assert kept.left("a") == 10
    clock.now += 10
    assert kept.left("a") == pytest.approx(15)
    clock.now += 30
    assert kept.left("a") == pytest.approx(30)
    clock.now += 1_000_000
    assert kept.left("a") == 30


@given(st.lists(st.tuples(st.floats(0, 20), st.floats(0, 30)), max_size=30))
def test_in_no_minute_is_more_refilled_than_the_budget(steps: list[tuple[float, float]]) -> None:
    kept, clock = budget(30)
    used, at = 0.0, clock.now
    for spent, passed in steps:
        kept.spend("a", spent)
        used = max(0.0, used - (clock.now - at) * 30 / WINDOW_S) + spent
        at = clock.now
        assert kept.left("a") == pytest.approx(30 - used)
        clock.now += passed


def test_clients_do_not_use_each_others_budget() -> None:
    kept, _ = budget(30)
    for number in range(500):
        kept.spend(f"10.0.{number % 256}.{number // 256}", 10 + number % 5)
    for number in range(500):
        left = kept.left(f"10.0.{number % 256}.{number // 256}")
        assert left == 20 - number % 5


@pytest.mark.parametrize(("seconds", "client"), [(0, "a"), (30, "")])
def test_what_has_no_bound_or_no_name_is_not_counted(seconds: float, client: str) -> None:
    kept, _ = budget(seconds)
    kept.spend(client, 100)
    assert kept.headers(client) == {}
    assert kept.left(client) == seconds
    assert kept.is_bounded is (seconds > 0)


@pytest.mark.parametrize(
    ("seconds", "spent", "wait"), [(60, 61.5, 1.5), (30, 31.5, 3.0), (6, 8, 20.0), (0.5, 1, 60.0)]
)
def test_a_client_that_waits_as_long_as_it_is_told_may_ask_again(
    seconds: float, spent: float, wait: float
) -> None:
    kept, clock = budget(seconds)
    kept.spend("a", spent)
    assert kept.wait_s("a") == pytest.approx(wait)
    clock.now += wait - 0.01
    assert kept.left("a") < 0
    clock.now += 0.02
    assert kept.left("a") > 0


@pytest.mark.parametrize(
    ("spent", "limit"),
    [(0, "r=30;t=0"), (0.1, "r=29;t=1"), (15, "r=15;t=30"), (30, "r=0;t=60"), (45, "r=0;t=90")],
)
def test_headers_tell_what_is_left_and_when_all_of_it_is_there(spent: float, limit: str) -> None:
    kept, _ = budget(30)
    kept.spend("a", spent)
    assert kept.headers("a") == {
        "RateLimit-Policy": '"query-seconds";q=30;w=60',
        "RateLimit": f'"query-seconds";{limit}',
    }


def test_forked_processes_share_it() -> None:
    kept, _ = budget(30)
    child = os.fork()
    if child == 0:
        kept.spend("a", 12)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    assert kept.left("a") == 18


def neighbours() -> list[str]:
    """Return more clients than there are places for those whose search begins at one slot."""
    found: list[str] = []
    number = 0
    while len(found) <= _PROBES:
        client = f"2001:db8:{number:x}::/64"
        if int.from_bytes(_digest(client), "big") % _SLOTS == 0:
            found.append(client)
        number += 1
    return found


def test_where_the_table_is_full_the_client_idle_longest_makes_room() -> None:
    kept, clock = budget(30)
    *first, last = neighbours()
    for client in first:
        kept.spend(client, 20)
        clock.now += 0.001
    assert kept.left(last) == 30
    kept.spend(first[0], 1)
    kept.spend(last, 20)
    assert kept.left(last) == pytest.approx(10)
    assert kept.left(first[0]) == pytest.approx(9, abs=0.1)
    assert kept.left(first[1]) == 30
    assert all(kept.left(client) < 11 for client in first[2:])
