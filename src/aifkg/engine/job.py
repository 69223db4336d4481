"""A job: one query on its way through the pool; and the line in which jobs wait."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from time import monotonic

from aifkg.engine.spawn import Outcome, Worker


class Lane(StrEnum):
    """Where a query runs: all begin in the short lane, and the long ones leave it."""

    SHORT = "short"
    LONG = "long"


@dataclass(eq=False, slots=True)
class Job:
    """A query, for whom it is asked, and how far it has come; times in s, by the monotonic clock.

    A loop's own clock may stand still while it works, and count no finer than milliseconds.
    """

    frame: bytes
    client: str
    limit: float
    asked: float
    done: Callable[[Job, Outcome], None]
    lane: Lane = Lane.SHORT
    worker: Worker | None = None
    began: float = 0.0
    cpu_used: float | None = None
    ended: float = 0.0
    spent: float = 0.0
    timer: asyncio.TimerHandle | None = None

    @property
    def left(self) -> float:
        """How long until it has to be over."""
        return self.asked + self.limit - monotonic()

    @property
    def waited(self) -> float:
        """How long it was neither evaluated nor over."""
        return max(0.0, self.ended - self.asked - self.spent)

    def unset_timer(self) -> None:
        """Forget what was to happen to it."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None


class Line:
    """Jobs that wait, taken from each client in turn, so that none waits behind another's many."""

    def __init__(self) -> None:
        self._clients: OrderedDict[str, deque[Job]] = OrderedDict()
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def push(self, job: Job) -> None:
        """Put a job behind those of its client."""
        self._clients.setdefault(job.client, deque()).append(job)
        self._length += 1

    def pop(self) -> Job:
        """Take the first job of the client whose turn it is; raise KeyError where none waits."""
        client, jobs = self._clients.popitem(last=False)
        job = jobs.popleft()
        if jobs:
            self._clients[client] = jobs
        self._length -= 1
        return job

    def remove(self, job: Job) -> None:
        """Take a job out; raise ValueError where it is not in the line."""
        jobs = self._clients.get(job.client, deque())
        jobs.remove(job)
        if not jobs:
            del self._clients[job.client]
        self._length -= 1

    def greediest(self, than: str) -> Job | None:
        """Return the last job of the client with most, if those are two more than another has."""
        jobs = max(self._clients.values(), key=len, default=deque())
        return jobs[-1] if len(jobs) > len(self._clients.get(than, ())) + 1 else None
