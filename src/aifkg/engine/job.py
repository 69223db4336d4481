"""A job: one query on its way through the pool, and the line in which jobs wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from time import monotonic

from aifkg.engine.spawn import Outcome, Worker
from aifkg.engine.turns import Turns


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


Line = Turns[Job]
