"""Places: how many queries of a process ask other endpoints at once, and which is next.

Each may hold some answers in a process whose memory nobody bounds, and is several connections to a
stranger's server.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from aifkg.engine import EngineBusy, Turns


@dataclass(frozen=True, eq=False, slots=True)
class _Waiter:
    """Someone who waits to be called to a place."""

    client: str
    called: asyncio.Future[None]


class Places:
    """So many places, and a line of those who wait for one, each client in turn."""

    def __init__(self, many: int, most_waiting: int) -> None:
        self._free = many
        self._most_waiting = most_waiting
        self._waiting: Turns[_Waiter] = Turns()

    @asynccontextmanager
    async def one(self, client: str, deadline: float) -> AsyncIterator[None]:
        """Hold a place; raise EngineBusy where too many wait, or none is free by the deadline."""
        await self._take(client, deadline)
        try:
            yield
        finally:
            self._leave()

    async def _take(self, client: str, deadline: float) -> None:
        if self._free:
            self._free -= 1
            return
        waiter = self._join(client)
        try:
            async with asyncio.timeout_at(deadline):
                await waiter.called
        except TimeoutError:
            self._give_up(waiter)
            busy = "Other queries asked other endpoints until the query's limit was over."
            raise EngineBusy(busy) from None
        except asyncio.CancelledError:
            self._give_up(waiter)
            raise

    def _join(self, client: str) -> _Waiter:
        """Stand in line; the client with most there makes room in one that is full."""
        if len(self._waiting) >= self._most_waiting:
            self._make_room(client)
        waiter = _Waiter(client, asyncio.get_running_loop().create_future())
        self._waiting.push(waiter)
        return waiter

    def _make_room(self, client: str) -> None:
        many = len(self._waiting)
        busy = EngineBusy(f"{many} queries wait to ask other endpoints already, the most that may.")
        greedy = self._waiting.greediest(client)
        if greedy is None:
            raise busy
        self._waiting.remove(greedy)
        if not greedy.called.done():
            greedy.called.set_exception(busy)

    def _leave(self) -> None:
        """Call whose turn it is; who is cancelled in this very moment is passed over."""
        while self._waiting:
            called = self._waiting.pop().called
            if not called.done():
                called.set_result(None)
                return
        self._free += 1

    def _give_up(self, waiter: _Waiter) -> None:
        """Leave the line, or the place where it was called to one at the same time."""
        with suppress(ValueError):
            self._waiting.remove(waiter)
        if not waiter.called.cancelled() and waiter.called.exception() is None:
            self._leave()
