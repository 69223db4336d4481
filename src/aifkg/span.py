"""Spans: the days that a date of any exactness covers; knows texts and datatypes, no terms.

Follows XML Schema dates and, for parts of years, ISO 8601-2 (EDTF level 2): seasons 21-24,
quarters 33-36, thirds 37-39, halves 40-41, and intervals `a/b`.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from aifkg.rows import EDTF

_XSD = "http://www.w3.org/2001/XMLSchema#"

# First and last month of each part of a year. Winter counts as the first months of its year.
_PARTS = {
    "21": (3, 5), "22": (6, 8), "23": (9, 11), "24": (1, 2),
    "33": (1, 3), "34": (4, 6), "35": (7, 9), "36": (10, 12),
    "37": (1, 4), "38": (5, 8), "39": (9, 12),
    "40": (1, 6), "41": (7, 12),
}  # fmt: skip

_SHAPES = {
    _XSD + "date": re.compile(r"\d{4}-\d\d-\d\d", re.ASCII),
    _XSD + "gYearMonth": re.compile(r"\d{4}-\d\d", re.ASCII),
    _XSD + "gYear": re.compile(r"\d{4}", re.ASCII),
    EDTF: re.compile(r"\d{4}(-\d\d(-\d\d)?)?(/\d{4}(-\d\d(-\d\d)?)?)?", re.ASCII),
}
DATE_TYPES = frozenset(_SHAPES)


@dataclass(frozen=True, order=True)
class Span:
    """The days from `first` to `last`, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days the span covers: the fewer, the more exact the date."""
        return (self.last - self.first).days + 1

    def contains(self, other: Span) -> bool:
        """Say whether every day of the other span is in this one."""
        return self.first <= other.first and other.last <= self.last


def covered(text: str, datatype: str = EDTF) -> Span | None:
    """Return the days that a date covers, or None where it is no possible date."""
    if datatype not in DATE_TYPES or not _SHAPES[datatype].fullmatch(text):
        return None
    first, _, second = text.partition("/")
    parts = _PARTS if datatype == EDTF else {}
    start, end = _part(first, parts), _part(second or first, parts)
    if start is None or end is None or end.last < start.first:
        return None
    return Span(start.first, end.last)


def broken(text: str) -> str | None:
    """Return which rule a date or a period of ours breaks, None where it breaks none or is none."""
    if not _SHAPES[EDTF].fullmatch(text):
        return None
    for part in text.split("/"):
        if _part(part, _PARTS) is None:
            return _rule(part)
    return None if covered(text) else "it ends before it begins"


def _rule(text: str) -> str:
    """Return why there is no such year, month or day."""
    year, *more = text.split("-")
    if not int(year):
        return "there is no year 0"
    return f"there is no {'day' if more[1:] else 'month or part of a year'} {text}"


def _part(text: str, parts: Mapping[str, tuple[int, int]]) -> Span | None:
    pieces = text.split("-")
    try:
        year = int(pieces[0])
        if len(pieces) == 1:
            return Span(date(year, 1, 1), date(year, 12, 31))
        if len(pieces) == 3:
            day = date(year, int(pieces[1]), int(pieces[2]))
            return Span(day, day)
        first, last = parts.get(pieces[1]) or (int(pieces[1]), int(pieces[1]))
        return Span(date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]))
    except ValueError:
        return None
