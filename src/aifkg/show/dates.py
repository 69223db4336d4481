"""Dates in words: days, months and the parts of years that sources speak of, as people write."""

from __future__ import annotations

import re

from aifkg.rows import EDTF

_XSD = "http://www.w3.org/2001/XMLSchema#"
DATES = frozenset({EDTF, *(f"{_XSD}{name}" for name in "date gYear gYearMonth dateTime".split())})
"""Datatypes of what stands on a line of time."""

# EDTF level 2 (ISO 8601-2): seasons, quarters, thirds and halves of a year.
_PARTS = {
    "21": "spring",
    "22": "summer",
    "23": "autumn",
    "24": "winter",
    "33": "first quarter of",
    "34": "second quarter of",
    "35": "third quarter of",
    "36": "fourth quarter of",
    "37": "early",
    "38": "mid",
    "39": "late",
    "40": "first half of",
    "41": "second half of",
}
# With which month of the year a part begins.
_MONTHS = dict(zip(_PARTS, "03 06 09 12 01 04 07 10 01 05 09 01 07".split(), strict=True))
_NAMES = dict(
    zip(
        (f"{number:02}" for number in range(1, 13)),
        "January February March April May June July August September October November "
        "December".split(),
        strict=True,
    )
)
_PART = r"\d{4}(?:-\d\d(?:-\d\d)?)?"
_DATE = re.compile(rf"{_PART}(?:/{_PART})?")


def in_words(text: str) -> str:
    """Return a date or an interval as people write it; any other text as it is."""
    if not _DATE.fullmatch(text):
        return text
    return " to ".join(map(_one, text.split("/")))


def place(text: str) -> str:
    """Return where a date stands among others: text that sorts by its beginning."""
    year, dash, part = text.partition("/")[0].partition("-")
    return f"{year}{dash}{_MONTHS.get(part, part)}"


def _one(text: str) -> str:
    year, _, rest = text.partition("-")
    part, _, day = rest.partition("-")
    if part in _PARTS and not day:
        return f"{_PARTS[part]} {year}"
    if part not in _NAMES:
        return text
    return f"{int(day)} {_NAMES[part]} {year}" if day else f"{_NAMES[part]} {year}"
