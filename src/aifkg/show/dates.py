"""Dates in words: the parts of years that sources speak of, as people write them."""

from __future__ import annotations

import re

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
_PART = r"\d{4}(?:-\d\d(?:-\d\d)?)?"
_DATE = re.compile(rf"{_PART}(?:/{_PART})?")


def in_words(text: str) -> str:
    """Return a date or an interval with parts of years in words; any other text as it is."""
    if not _DATE.fullmatch(text):
        return text
    return " to ".join(map(_one, text.split("/")))


def place(text: str) -> str:
    """Return where a date stands among others: text that sorts by its beginning."""
    year, dash, part = text.partition("/")[0].partition("-")
    return f"{year}{dash}{_MONTHS.get(part, part)}"


def _one(text: str) -> str:
    year, _, part = text.partition("-")
    return f"{_PARTS[part]} {year}" if part in _PARTS else text
