"""The lanes: what runs in each, what waits for it, and what runs too long for it; ends nothing."""

from __future__ import annotations

from collections.abc import Iterator

from aifkg.engine.capacity import Capacity
from aifkg.engine.errors import EngineBusy
from aifkg.engine.job import Job, Lane, Line


class Lanes:
    """The jobs of a pool, each in its place."""

    def __init__(self, capacity: Capacity) -> None:
        self._room = {Lane.SHORT: capacity.short, Lane.LONG: capacity.long}
        self._queue = capacity.queue
        self.running: dict[Lane, dict[Job, None]] = {lane: {} for lane in Lane}
        self.waiting: dict[Lane, Line] = {lane: Line() for lane in Lane}
        self.overdue: dict[Job, None] = {}

    @property
    def is_busy(self) -> bool:
        """Whether anything runs or waits."""
        return any(self.running.values()) or any(self.waiting.values())

    @property
    def jobs(self) -> Iterator[Job]:
        """Everything that runs."""
        return (job for jobs in self.running.values() for job in jobs)

    def has_room(self, lane: Lane) -> bool:
        """Whether another job may run in a lane."""
        return len(self.running[lane]) < self._room[lane]

    def enter(self, job: Job, lane: Lane) -> None:
        """Let a job run in a lane."""
        job.lane = lane
        self.running[lane][job] = None

    def leave(self, job: Job) -> None:
        """Note that a job runs no more."""
        self.running[job.lane].pop(job, None)
        self.overdue.pop(job, None)

    def promote(self, job: Job) -> None:
        """Let a job run on in the long lane."""
        self.leave(job)
        self.enter(job, Lane.LONG)

    def make_way(self, client: str, lane: Lane) -> tuple[Job, EngineBusy] | None:
        """Take out of a full line a job of the client with most there, and return it with why.

        Raise EngineBusy where that is the client who is to have a place.
        """
        line = self.waiting[lane]
        if len(line) < self._queue:
            return None
        busy = EngineBusy(f"{len(line)} queries are waiting already, the most that may.")
        greedy = line.greediest(client)
        if greedy is None:
            raise busy
        line.remove(greedy)
        return greedy, busy

    def clear(self) -> list[Job]:
        """Take out all that waits, and return it behind all that runs."""
        left = list(self.jobs)
        for line in self.waiting.values():
            left += [line.pop() for _ in range(len(line))]
        return left
