"""A job: when it is over, and what was to happen to it."""

from __future__ import annotations

import asyncio
from time import monotonic

from aifkg.engine import Job


def job(client: str, asked: float = 0.0) -> Job:
    return Job(b"", client, 5.0, asked, lambda _job, _outcome: None)


def test_a_job_knows_when_it_is_over_and_how_long_it_waited() -> None:
    one = job("a", asked=100.0)
    assert one.left < 0 < job("a", asked=monotonic()).left <= one.limit
    one.spent, one.ended = 0.5, 102.0
    assert one.waited == 1.5
    one.spent = 3.0
    assert one.waited == 0.0


def test_a_timer_that_is_unset_does_not_go_off() -> None:
    async def test() -> None:
        told: list[str] = []
        one, loop = job("a"), asyncio.get_running_loop()
        one.unset_timer()
        one.timer = loop.call_soon(told.append, "late")  # type: ignore[assignment]
        one.unset_timer()
        passed = asyncio.Event()
        loop.call_soon(passed.set)
        await passed.wait()
        assert (told, one.timer) == ([], None)

    asyncio.run(test())
