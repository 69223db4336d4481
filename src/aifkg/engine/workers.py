"""The pool: queries answered by processes that can be killed, because a running query cannot be.

A query that is past its limit costs its worker: the process is killed, its CPU and memory are the
machine's again, and another is forked from the loaded snapshot.
"""

from __future__ import annotations

import asyncio
import hashlib
import signal
from collections.abc import Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from aifkg.engine.errors import EngineBusy, EngineClosed, QueryTimeout, WorkerDied
from aifkg.engine.launch import Launcher, Load, Worker
from aifkg.engine.wire import Request, read_error, request_head

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Capacity:
    """How much the pool does at once; times in seconds."""

    workers: int = 4
    queue: int = 64
    default_timeout: float = 5.0
    max_timeout: float = 30.0
    result_bytes: int = 32 << 20


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer, ready to send."""

    content_type: str
    body: bytes


class Pool:
    """Workers on one snapshot. Made by `start`, ended by `close`."""

    def __init__(
        self, load: Load, capacity: Capacity, file: BinaryIO, sha256: str, launcher: Launcher
    ) -> None:
        self._load = load
        # Kept open, so that a zygote started later loads the same graph, removed or not.
        self._file = file
        self.sha256 = sha256
        self._capacity = capacity
        self._launcher = launcher
        self._relaunch = asyncio.Lock()
        self._slots = asyncio.Semaphore(capacity.workers)
        self._waiting = 0
        self._idle: list[Worker] = []
        self._busy: set[Worker] = set()
        self._chores: set[asyncio.Task[Any]] = set()
        self._closed = False

    @classmethod
    async def start(cls, load: Load, capacity: Capacity | None = None) -> Pool:
        """Load the snapshot and fork the workers; raise EngineClosed where that fails."""
        capacity = capacity or Capacity()
        file, sha256 = await asyncio.to_thread(_opened, load.snapshot)
        try:
            launcher = await Launcher.start(load, file)
        except BaseException:
            file.close()
            raise
        pool = cls(load, capacity, file, sha256, launcher)
        pool._idle = [await pool._fork() for _ in range(capacity.workers)]
        return pool

    @property
    def triples(self) -> int:
        """How many triples the snapshot has, passages included."""
        return self._launcher.triples

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes that answer: the zygote first, then its workers."""
        workers = (*self._idle, *self._busy)
        return (self._launcher.pid, *(worker.pid for worker in workers if not worker.is_gone))

    @property
    def busy(self) -> int:
        """How many workers are evaluating."""
        return len(self._busy)

    def limit(self, asked: float | None) -> float:
        """Return the limit for a query that asks for one: at most the cap."""
        if asked is None:
            return self._capacity.default_timeout
        return min(asked, self._capacity.max_timeout)

    async def answer(self, request: Request, timeout: float | None = None) -> Answer:  # noqa: ASYNC109
        """Return the whole answer, or raise an EngineError; nothing runs on afterwards."""
        limit = self.limit(timeout)
        deadline = asyncio.get_running_loop().time() + limit
        await self._admit(deadline, limit)
        try:
            body = await self._evaluate(request, deadline, limit)
        finally:
            self._slots.release()
        return Answer(request.format.content_type, body)

    async def close(self) -> None:
        """End every process of the pool."""
        self._closed = True
        for worker in (*self._idle, *self._busy):
            worker.writer.close()
        self._idle.clear()
        await asyncio.gather(*self._chores, return_exceptions=True)
        await self._launcher.close()
        self._file.close()

    async def _admit(self, deadline: float, limit: float) -> None:
        """Wait for a slot, in a line that is no longer than it may be."""
        if self._closed:
            raise EngineClosed("The server is shutting down.")
        if self._slots.locked() and self._waiting >= self._capacity.queue:
            raise EngineBusy(f"{self._waiting} queries are waiting already, the most that may.")
        self._waiting += 1
        try:
            async with asyncio.timeout_at(deadline):
                await self._slots.acquire()
        except TimeoutError:
            raise EngineBusy(
                f"No worker came free within the query's limit of {limit:g} s."
            ) from None
        finally:
            self._waiting -= 1

    async def _evaluate(self, request: Request, deadline: float, limit: float) -> bytes:
        worker = await self._take()
        self._busy.add(worker)
        kept = False
        try:
            async with asyncio.timeout_at(deadline):
                head = request_head(request, self._capacity.result_bytes)
                reply, body = await worker.ask(head)
            kept = True
        except TimeoutError:
            raise QueryTimeout(limit) from None
        except (ConnectionError, asyncio.IncompleteReadError):
            status = await self._unbroken(self._launcher.end(worker))
            raise WorkerDied(_obituary(status, self._load.memory_bytes)) from None
        finally:
            self._busy.discard(worker)
            if kept:
                self._idle.append(worker)
            else:
                await self._replace(worker)
        if "error" in reply:
            raise read_error(reply)
        return body

    async def _take(self) -> Worker:
        """Return an idle worker that lives; a slot is held, so there is one or room for one."""
        while self._idle:
            worker = self._idle.pop()
            if not worker.is_gone:
                return worker
            await self._replace(worker)
        return await self._unbroken(self._fork())

    async def _replace(self, worker: Worker) -> None:
        """Kill a worker, also when this task is being cancelled; the next query forks another."""
        await self._unbroken(self._launcher.end(worker))

    async def _unbroken(self, chore: Coroutine[Any, Any, T]) -> T:
        """Await what must run to its end even where the one who waits gives up."""
        task = asyncio.create_task(chore)
        self._chores.add(task)
        task.add_done_callback(self._chores.discard)
        return await asyncio.shield(task)

    async def _fork(self) -> Worker:
        """Return a new worker, from a new zygote where the old one is gone."""
        launcher = self._launcher
        try:
            return await launcher.fork()
        except ConnectionError:
            async with self._relaunch:
                if self._launcher is launcher:
                    self._launcher = await Launcher.start(self._load, self._file)
                    await launcher.close()
            return await self._launcher.fork()


def _opened(snapshot: Path) -> tuple[BinaryIO, str]:
    """Return the snapshot's file, open, and its hash."""
    try:
        file = snapshot.open("rb")
        return file, hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        reason = error.strerror
        raise EngineClosed(f"The snapshot {snapshot} cannot be read: {reason}.") from error


def _obituary(status: int, memory_bytes: int) -> str:
    """Say how the worker ended, from its wait status."""
    number = status & 0x7F if status >= 0 else 0
    cause = f"signal {_signal(number)}" if number else "an error of its own"
    reason = (
        f"It most likely needed more than the {memory_bytes >> 20:,} MiB of memory a query may use."
        if number in (0, signal.SIGABRT)
        else "The query may be nested too deep, or the machine short of memory."
    )
    return f"The process that evaluated the query was ended by {cause}. {reason}"


def _signal(number: int) -> str:
    """Return the name of a signal; most of the real-time ones have none."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)
