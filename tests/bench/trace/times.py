"""Times: how long each pair of things took, and how many were ended at a cap."""

from __future__ import annotations

import signal
from dataclasses import dataclass
from functools import partial
from random import Random
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import FrameType

Pair = tuple[str, str]
_SEED = 7


@dataclass(frozen=True)
class Times:
    """Seconds for each pair; those that were ended count with the cap."""

    seconds: Sequence[float]
    capped: int = 0

    @property
    def median(self) -> float:
        """What half of the pairs took at most."""
        return median(self.seconds)

    @property
    def p99(self) -> float:
        """What 99 of 100 pairs took at most."""
        return sorted(self.seconds)[int(len(self.seconds) * 0.99)]


def pairs(things: Sequence[str], count: int) -> list[Pair]:
    """Return so many pairs of different things, always the same of the same things."""
    random = Random(_SEED)
    return [(first, second) for first, second in (random.sample(things, 2) for _ in range(count))]


def timed(asked: Sequence[Pair], ask: Callable[[Pair], object], cap: float = 0) -> Times:
    """Ask for each pair in turn, and end what takes longer than a cap in seconds, if there is one.

    What is asked must run in Python: a signal ends it.
    """
    seconds = []
    for pair in asked:
        since = perf_counter()
        _until(cap, partial(ask, pair))
        seconds.append(perf_counter() - since)
    return Times(seconds, sum(cap > 0 and one >= cap for one in seconds))


def quietest(runs: Sequence[Times]) -> Times:
    """Return the run that other work on the machine held up least."""
    return min(runs, key=lambda one: one.median)


class _Capped(Exception):
    """The time of one pair is over."""


def _until(cap: float, work: Callable[[], object]) -> None:
    before = signal.signal(signal.SIGALRM, _stop)
    signal.setitimer(signal.ITIMER_REAL, cap)
    try:
        work()
    except _Capped:
        return
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _stop(number: int, frame: FrameType | None) -> Any:
    raise _Capped
