"""A day: as an address names it, among the days of which the graph can tell; knows no server."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from aifkg.web.problem import Problem

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_MONTHS = (
    "January February March April May June July August September October November December"
).split()


@dataclass(frozen=True, slots=True)
class Days:
    """The days on which something became known, in order; between two of them nothing changes."""

    known: tuple[date, ...]

    @classmethod
    def of(cls, manifest: Mapping[str, Any]) -> Days:
        """Return the days that a snapshot's manifest names: none where it is no build's."""
        stated = manifest.get("days")
        return cls(tuple(map(date.fromisoformat, stated if isinstance(stated, list) else ())))

    def read(self, text: str) -> date:
        """Return the day that a text names; raise Problem where it names none that is covered."""
        try:
            day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
        except ValueError:
            day = None
        if day is None:
            detail = f'"{text[:40]}" is no day. A day is written as 2024-12-31. {self.covered}'
            raise Problem(400, "day", "That is no day", detail)
        if not self.known or not self.known[0] <= day <= today():
            detail = f"The graph cannot tell of {in_words(day)}. {self.covered}"
            raise Problem(404, "day-not-covered", "The day is not covered", detail)
        return day

    def last(self, day: date) -> date:
        """Return the last day up to this one on which something became known."""
        return self.known[bisect_right(self.known, day) - 1]

    def end_of(self, text: str) -> date | None:
        """Return the last known day of a date, which may be a month or a year: None without one."""
        within = (day for day in self.known if day.isoformat().startswith(text))
        return max(within, default=None)

    @property
    def covered(self) -> str:
        """Which days are covered, as a sentence."""
        if not self.known:
            return "No day is covered."
        return f"Each day from {in_words(self.known[0])} to today, {in_words(today())}, is covered."


def today() -> date:
    """Return the day it is, in UTC."""
    return datetime.now(UTC).date()


def in_words(day: date) -> str:
    """Return a day as people write it."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
