"""Places: so many at once, each client in turn, and no more that wait than may."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from aifkg.engine import EngineBusy
from aifkg.federation.places import Places


class Visits:
    """Those who want a place, by name; `inside` are those who have one, in the order they came."""

    def __init__(self, many: int = 1, most_waiting: int = 4) -> None:
        self.places = Places(many, most_waiting)
        self.inside: list[str] = []
        self.tasks: dict[str, asyncio.Task[None]] = {}
        self._out = asyncio.Semaphore(0)

    async def begin(self, *names: str, limit: float = 20) -> None:
        """Let some come, each the client of its first letter."""
        for name in names:
            self.tasks[name] = asyncio.create_task(self._visit(name, limit))
        await settled()

    async def end(self, many: int = 1) -> None:
        """Let those go who have been in longest."""
        for _ in range(many):
            self._out.release()
        await settled()

    async def _visit(self, name: str, limit: float) -> None:
        deadline = asyncio.get_running_loop().time() + limit
        async with self.places.one(name[0], deadline):
            self.inside.append(name)
            await self._out.acquire()


async def settled() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


def run(test: Coroutine[Any, Any, None]) -> None:
    asyncio.run(test)


def test_so_many_have_a_place_and_the_others_wait_each_client_in_turn() -> None:
    async def test() -> None:
        visits = Visits(many=2)
        await visits.begin("a1", "a2", "a3", "a4", "b1")
        assert visits.inside == ["a1", "a2"]
        await visits.end()
        await visits.end()
        assert visits.inside == ["a1", "a2", "a3", "b1"]
        await visits.end(3)
        assert visits.inside[4:] == ["a4"]
        await asyncio.gather(*visits.tasks.values())

    run(test())


def test_past_a_full_line_is_busy_and_the_greediest_makes_room() -> None:
    async def test() -> None:
        visits = Visits(most_waiting=2)
        await visits.begin("a1", "a2", "a3", "a4")
        with pytest.raises(EngineBusy, match="2 queries wait to ask other endpoints already"):
            await visits.tasks["a4"]
        await visits.begin("b1")
        with pytest.raises(EngineBusy):
            await visits.tasks["a3"]
        await visits.end(3)
        assert visits.inside == ["a1", "a2", "b1"]

    run(test())


def test_who_waits_for_longer_than_its_limit_is_told() -> None:
    async def test() -> None:
        visits = Visits()
        await visits.begin("a1")
        await visits.begin("b1", limit=0.05)
        with pytest.raises(EngineBusy, match="until the query's limit was over"):
            await visits.tasks["b1"]
        await visits.begin("b2")
        await visits.end()
        assert visits.inside == ["a1", "b2"]

    run(test())


@pytest.mark.parametrize("is_called", [False, True])
def test_who_leaves_the_line_leaves_the_place_to_the_next(is_called: bool) -> None:
    """One may be called and give up in the same moment, in either order."""

    async def test() -> None:
        visits = Visits()
        async with visits.places.one("a", asyncio.get_running_loop().time() + 20):
            await visits.begin("b1", "c1")
            if not is_called:
                visits.tasks["b1"].cancel()
        visits.tasks["b1"].cancel()
        await settled()
        assert visits.tasks["b1"].cancelled()
        assert visits.inside == ["c1"]
        await visits.end()
        await visits.begin("d1")
        assert visits.inside == ["c1", "d1"]

    run(test())


def test_a_failure_gives_its_place_back() -> None:
    async def test() -> None:
        visits = Visits()
        await visits.begin("a1")
        visits.tasks["a1"].cancel()
        await visits.begin("b1")
        assert visits.inside == ["a1", "b1"]

    run(test())
