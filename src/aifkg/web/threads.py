"""Threads: where work waits for the queries of one graph; knows neither the work nor the graph.

Each graph has its own, so that one which answers slowly keeps nobody from another.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar, TypeVarTuple, Unpack

from aifkg.engine import EngineClosed

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
NAME = "asking"


class Threads:
    """So many threads at most, each begun when it is needed."""

    def __init__(self, most: int) -> None:
        self._executor = ThreadPoolExecutor(most, NAME)
        self._is_closed = False

    async def run(self, work: Callable[[Unpack[Ts]], T], *given: *Ts) -> T:
        """Return what comes of work; raise EngineClosed where they have been ended."""
        if self._is_closed:
            raise EngineClosed("The graph is not served any more.")
        return await asyncio.get_running_loop().run_in_executor(self._executor, work, *given)

    async def aclose(self) -> None:
        """End each when it has done what it does, which no pool that is closed delays."""
        self._is_closed = True
        await asyncio.to_thread(self._executor.shutdown)
