"""The pool: queries answered by processes that can be killed, because a running query cannot be.

A query that is past its limit costs its worker: the process is killed, its CPU and memory are the
machine's again, and another is forked from the loaded snapshot.

Nobody can say beforehand which query is long, so each begins in the short lane and shows it. One
that has run for its slice moves to the long lane, where it has the machine's leftover time. Where
that lane is full it stays as long as nobody waits; else it is ended, waits for a place in the long
lane and begins again, so that a flood of long queries costs a short one a few slices at most.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Callable
from functools import partial
from time import monotonic

from aifkg.engine.capacity import Capacity
from aifkg.engine.clock import cpu_seconds
from aifkg.engine.crew import Crew
from aifkg.engine.errors import EngineBusy, EngineClosed, EngineError, QueryTimeout, WorkerDied
from aifkg.engine.job import Job, Lane
from aifkg.engine.lanes import Lanes
from aifkg.engine.launch import Load
from aifkg.engine.source import OwnZygote, Source
from aifkg.engine.spawn import Outcome, Worker
from aifkg.engine.wire import Request, Written, pack_request

_LEFTOVER = 5
"""How nice a long query is to the others (0 to 19)."""
_ENOUGH = 0.5
"""The part of a slice for which a query must have run to be called long."""


class Pool:
    """Workers on one snapshot. Made by `start` or `on`, ended by `close`."""

    def __init__(self, crew: Crew, capacity: Capacity) -> None:
        self._crew = crew
        self._capacity = capacity
        self._loop = asyncio.get_running_loop()
        self._lanes = Lanes(capacity)
        self._quiet = asyncio.Event()
        self._closed = False
        self.on_killed: Callable[[str], None] = lambda _: None
        self.on_spent: Callable[[str, float], None] = lambda _client, _seconds: None
        crew.on_idle = self._dispatch
        crew.on_killed = lambda reason: self.on_killed(reason)

    @classmethod
    async def start(cls, load: Load, capacity: Capacity | None = None) -> Pool:
        """Return a pool with a zygote of its own; raise EngineClosed where it cannot load."""
        return await cls.on(await asyncio.to_thread(OwnZygote.start, load), capacity)

    @classmethod
    async def on(cls, source: Source, capacity: Capacity | None = None) -> Pool:
        """Return a pool with its workers forked."""
        capacity = capacity or Capacity()
        # One more than are used at once: a worker that was killed is missed by nobody.
        return cls(await Crew.on(source, capacity.short + capacity.long + 1), capacity)

    @property
    def pids(self) -> tuple[int, ...]:
        """The workers' process ids."""
        running = (job.worker for job in self._lanes.jobs)
        workers = (*self._crew.idle, *(worker for worker in running if worker is not None))
        return tuple(worker.pid for worker in workers if not worker.is_gone)

    def running(self, lane: Lane) -> int:
        """How many queries are being evaluated in a lane."""
        return len(self._lanes.running[lane])

    def waiting(self, lane: Lane) -> int:
        """How many queries wait for a lane."""
        return len(self._lanes.waiting[lane])

    def limit(self, asked: float | None) -> float:
        """Return the limit for a query that asks for one: at most the cap."""
        if asked is None:
            return self._capacity.default_timeout
        return min(asked, self._capacity.max_timeout)

    async def answer(
        self,
        request: Request,
        timeout: float | None = None,  # noqa: ASYNC109
        *,
        client: str = "",
    ) -> Written:
        """Return the whole answer, or raise an EngineError; nothing runs on afterwards."""
        future: asyncio.Future[Outcome] = self._loop.create_future()
        job = self.submit(request, partial(_settle, future), timeout, client=client)
        try:
            outcome = await future
        except asyncio.CancelledError:
            self.cancel(job)
            raise
        if isinstance(outcome, EngineError):
            raise outcome
        return outcome

    def submit(
        self,
        request: Request,
        done: Callable[[Job, Outcome], None],
        timeout: float | None = None,
        *,
        client: str = "",
    ) -> Job:
        """Take on a query; `done` is told how it ends, unless it is cancelled.

        Raise EngineBusy where too many wait, EngineClosed where the pool is closed.
        """
        if self._closed:
            raise EngineClosed("The server is shutting down.")
        frame = pack_request(request, self._capacity.limits)
        job = Job(frame, client, self.limit(timeout), monotonic(), done)
        lanes = self._lanes
        if self._crew.idle and lanes.has_room(Lane.SHORT) and not lanes.waiting[Lane.SHORT]:
            self._begin(job, Lane.SHORT)
        else:
            self._wait(job, Lane.SHORT)
            self._dispatch()
        return job

    def cancel(self, job: Job) -> None:
        """End a query of which nobody wants to know any more."""
        if job.ended:
            return
        if job.worker is not None:
            self._kill(job, "client_left")
        elif job.timer is not None:
            self._lanes.waiting[job.lane].remove(job)
        self._close(job)
        self._dispatch()

    async def retire(self) -> None:
        """Close once all that was taken on has its answer."""
        while self._lanes.is_busy:
            self._quiet.clear()
            await self._quiet.wait()
        await self.close()

    async def close(self) -> None:
        """End every process of the pool; what still runs or waits is told so."""
        self._closed = True
        for job in self._lanes.clear():
            job.unset_timer()
            if job.worker is not None:
                job.worker.leave()
            job.done(job, EngineClosed("The server is shutting down."))
        await self._crew.close()

    def _wait(self, job: Job, lane: Lane) -> None:
        """Put a job in line; the client with most there makes room in one that is full."""
        made_way = self._lanes.make_way(job.client, lane)
        if made_way is not None:
            self._finish(*made_way)
        job.lane = lane
        self._lanes.waiting[lane].push(job)
        job.unset_timer()
        job.timer = self._after(job.left, self._expire, job)

    def _dispatch(self) -> None:
        """Let begin what may, and make way for what waits."""
        lanes = self._lanes
        for lane, line in lanes.waiting.items():
            while line and lanes.has_room(lane) and self._crew.idle:
                self._begin(line.pop(), lane)
        while lanes.overdue and lanes.has_room(Lane.LONG) and not lanes.waiting[Lane.LONG]:
            self._promote(next(iter(lanes.overdue)))
        if lanes.overdue and lanes.waiting[Lane.SHORT] and not lanes.has_room(Lane.SHORT):
            self._set_back(next(iter(lanes.overdue)))
        if not lanes.is_busy:
            self._quiet.set()

    def _begin(self, job: Job, lane: Lane) -> None:
        worker = self._crew.idle.pop()
        job.worker, job.began = worker, monotonic()
        self._lanes.enter(job, lane)
        job.unset_timer()
        if lane is Lane.LONG:
            _give_leftovers(worker)
            job.timer = self._after(job.left, self._expire, job)
        else:
            self._give_slice(job)
        worker.ask(job.frame, partial(self._replied, job))

    def _after(self, seconds: float, what: Callable[[Job], None], job: Job) -> asyncio.TimerHandle:
        return self._loop.call_later(max(0.0, seconds), what, job)

    def _give_slice(self, job: Job) -> None:
        job.timer = self._after(min(self._capacity.slice, job.left), self._end_slice, job)

    def _end_slice(self, job: Job) -> None:
        """Count a query among the long ones where it has run since its first slice was over.

        What counts is the time it had, however long that took: the machine may be busy.
        """
        if job.worker is None or job.left <= 0:
            self._expire(job)
            return
        used = cpu_seconds(job.worker.pid)
        if job.cpu_used is None:
            job.cpu_used = used
        if used - job.cpu_used < self._capacity.slice * _ENOUGH:
            self._give_slice(job)
            return
        job.timer = self._after(job.left, self._expire, job)
        self._lanes.overdue[job] = None
        self._dispatch()

    def _promote(self, job: Job) -> None:
        """Let a query run on in the long lane."""
        self._lanes.promote(job)
        if job.worker is not None:
            _give_leftovers(job.worker)
        self._dispatch()

    def _set_back(self, job: Job) -> None:
        """End a long query for now: it begins again when the long lane has room."""
        self._kill(job, "gave_way")
        try:
            self._wait(job, Lane.LONG)
        except EngineBusy as busy:
            self._finish(job, busy)

    def _replied(self, job: Job, outcome: Outcome | None) -> None:
        worker = job.worker
        if worker is None:
            return
        self._account(job)
        if outcome is None:
            self._crew.bury(worker, partial(self._lose, job))
        elif job.lane is Lane.LONG:
            # What was made nice cannot be made otherwise again without a privilege.
            self._crew.replace(worker)
            self._finish(job, outcome)
        else:
            self._crew.idle.append(worker)
            self._finish(job, outcome)
        self._dispatch()

    def _lose(self, job: Job, obituary: str) -> None:
        """Give up a query whose worker ended by itself."""
        if not job.ended:
            self._finish(job, WorkerDied(obituary))

    def _expire(self, job: Job) -> None:
        if job.worker is not None:
            self._kill(job, "timeout")
            self._finish(job, QueryTimeout.at(job.limit))
        else:
            self._lanes.waiting[job.lane].remove(job)
            busy = f"No worker came free within the query's limit of {job.limit:g} s."
            self._finish(job, EngineBusy(busy))
        self._dispatch()

    def _kill(self, job: Job, reason: str) -> None:
        worker = job.worker
        if worker is not None:
            self._account(job)
            self.on_killed(reason)
            self._crew.replace(worker)

    def _account(self, job: Job) -> None:
        """Take a job from its worker, and add up the time it had of it."""
        job.unset_timer()
        job.spent += monotonic() - job.began
        job.worker = job.cpu_used = None
        self._lanes.leave(job)

    def _finish(self, job: Job, outcome: Outcome) -> None:
        self._close(job)
        job.done(job, outcome)

    def _close(self, job: Job) -> None:
        job.unset_timer()
        job.ended = monotonic()
        self.on_spent(job.client, job.spent)


def _settle(future: asyncio.Future[Outcome], _: Job, outcome: Outcome) -> None:
    if not future.done():
        future.set_result(outcome)


def _give_leftovers(worker: Worker) -> None:
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, worker.pid, _LEFTOVER)
