"""The crew: a pool's workers, kept at their number whatever ends them; knows no query."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable, Coroutine
from typing import Any

from aifkg.engine.errors import EngineClosed
from aifkg.engine.obituary import obituary
from aifkg.engine.source import Source
from aifkg.engine.spawn import Spawner, Worker

_RETRY = 0.2
_FRESH = 30.0
"""After how many seconds idle workers that were used are replaced.

The engine counts in the graph itself who reads a part of it, so that each worker gets a copy of its
own of every page that it reads: of all of them, in the end.
"""


class Crew:
    """Workers on one snapshot: the idle ones, and the upkeep of all. Made by `on`."""

    def __init__(self, source: Source, spawner: Spawner) -> None:
        self._source = source
        self._spawner = spawner
        self._renewal = asyncio.Lock()
        self._chores: set[asyncio.Task[None]] = set()
        self._closed = False
        self._freshening = asyncio.get_running_loop().call_later(_FRESH, self._freshen)
        self.idle: list[Worker] = []
        self.on_idle: Callable[[], None] = lambda: None
        self.on_killed: Callable[[str], None] = lambda _: None

    @classmethod
    async def on(cls, source: Source, size: int) -> Crew:
        """Return a crew with so many workers forked."""
        crew = cls(source, await source.attach())
        await asyncio.gather(*(crew._fork() for _ in range(size)))
        return crew

    def replace(self, worker: Worker) -> None:
        """Kill a worker, and fork another."""
        # At once, rather than when the zygote has time for it; it has not been reaped before that.
        with contextlib.suppress(ProcessLookupError):
            os.kill(worker.pid, signal.SIGKILL)
        self._chore(self._end_and_fork(worker))

    def bury(self, worker: Worker, tell: Callable[[str], None]) -> None:
        """Tell in a sentence how a worker ended that was not told to, and fork another."""
        self._chore(self._bury(worker, tell))

    async def close(self) -> None:
        """End every process."""
        self._closed = True
        self._freshening.cancel()
        for worker in self.idle:
            worker.leave()
        self.idle.clear()
        await asyncio.gather(*self._chores, return_exceptions=True)
        self._spawner.close()
        await self._source.close()

    def _freshen(self) -> None:
        """Replace what was used, now and later on."""
        self._freshening = asyncio.get_running_loop().call_later(_FRESH, self._freshen)
        self._chore(self._replace_used([worker for worker in self.idle if worker.is_used]))

    async def _replace_used(self, used: list[Worker]) -> None:
        """Replace workers one after the other, so that but one is missed at a time."""
        for worker in used:
            if worker in self.idle:
                self.idle.remove(worker)
                await self._end_and_fork(worker)

    async def _end_and_fork(self, worker: Worker, pause: float = 0) -> None:
        await self._spawner.end(worker)
        await asyncio.sleep(pause)
        await self._fork()

    async def _bury(self, worker: Worker, tell: Callable[[str], None]) -> None:
        status = await self._spawner.end(worker)
        reason, sentence = obituary(status, self._source.memory_bytes)
        self.on_killed(reason)
        tell(sentence)
        await self._fork()

    async def _fork(self) -> None:
        """Add a worker, from a new zygote where the old one is gone."""
        worker = await self._forked()
        if worker is not None:
            worker.on_gone = self._missed
            self.idle.append(worker)
            if worker.is_gone:
                self._missed(worker)
            self.on_idle()

    async def _forked(self) -> Worker | None:
        """Return a new worker, None where the crew is closed before there is one."""
        while not self._closed:
            spawner = self._spawner
            try:
                return await spawner.fork()
            except ConnectionError:
                await self._renew(spawner)
            except OSError:
                # Out of descriptors or processes, say, which are had again when others end.
                await asyncio.sleep(_RETRY)
        return None

    async def _renew(self, spawner: Spawner) -> None:
        """Attach to another zygote, once for all who miss the old one."""
        async with self._renewal:
            if self._spawner is not spawner or self._closed:
                return
            try:
                self._spawner = await self._source.attach()
                spawner.close()
            except EngineClosed:
                await asyncio.sleep(_RETRY)

    def _missed(self, worker: Worker) -> None:
        """Replace a worker that ended while it was idle."""
        if worker in self.idle and not self._closed:
            self.idle.remove(worker)
            self.on_killed("crashed")
            # The next one may end as this one did, and so may all after it.
            self._chore(self._end_and_fork(worker, _RETRY))

    def _chore(self, chore: Coroutine[Any, Any, None]) -> None:
        """Run what must come to its end whoever gives up waiting."""
        task = asyncio.get_running_loop().create_task(chore)
        self._chores.add(task)
        task.add_done_callback(self._chores.discard)
