"""Laps: how long each named stage takes, as the median of its runs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Laps:
    """A stopwatch whose laps have names; a lap ends where the next begins."""

    def __init__(self) -> None:
        self._seconds: defaultdict[str, list[float]] = defaultdict(list)
        self._running: tuple[str, float] | None = None

    def begin(self, name: str) -> None:
        """End the lap that runs, and begin one."""
        self.end()
        self._running = name, perf_counter()

    def end(self) -> None:
        """End the lap that runs, if one does."""
        now = perf_counter()
        if self._running is not None:
            name, since = self._running
            self._seconds[name].append(now - since)
            self._running = None

    def time(self, name: str, work: Callable[_P, _T], *args: _P.args, **more: _P.kwargs) -> _T:
        """Return what the work returns, as a lap of its own."""
        self.begin(name)
        try:
            return work(*args, **more)
        finally:
            self.end()

    def medians(self) -> dict[str, float]:
        """Return the median of each lap, in the order in which they first ran."""
        return {name: median(seconds) for name, seconds in self._seconds.items()}
