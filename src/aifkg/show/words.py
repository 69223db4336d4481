"""Words: values as people read them; knows a link, not where it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from aifkg.show.dates import DATES, in_words
from aifkg.show.sheet import Link

_DIGITS_OF_A_YEAR = 4
# Past it Python refuses to read an int.
_MOST_DIGITS = 4000
_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = (f"{_XSD}integer", f"{_XSD}decimal")
_SAID_BY_THE_MEASURE = (None, "count", "rank")
_PLAIN_BOUND = "exact"
_MOST_NAMED = 3
_DURATION = f"{_XSD}duration"
_IN_DAYS = re.compile(r"P(?:(?P<year>\d+)Y)?(?:(?P<month>\d+)M)?(?:(?P<day>\d+)D)?", re.ASCII)


def readable(value: Link) -> str:
    """Return a long number with its thousands set apart, a date in words, other text as it is.

    The digits behind a decimal point stay as they are.
    """
    if value.datatype in DATES:
        return in_words(value.text)
    if value.datatype == _DURATION:
        return _duration(value.text)
    whole, dot, part = value.text.partition(".")
    is_number = value.datatype in _NUMBERS and whole.isdecimal() and part.isdecimal() == bool(dot)
    is_long = _DIGITS_OF_A_YEAR < len(whole) < _MOST_DIGITS
    return f"{int(whole):,}{dot}{part}" if is_number and is_long else value.text


def _duration(text: str) -> str:
    """Return a duration in years, months and days in words; any other as it is."""
    found = _IN_DAYS.fullmatch(text)
    parts = [] if found is None else [(count, name) for name, count in found.groupdict().items()]
    said = [f"{count} {name}{'' if count == '1' else 's'}" for count, name in parts if count]
    return listed(said) or text


def unit_word(unit: str | None) -> str:
    """Return a unit as it reads behind its number, nothing where the measure says it."""
    return "" if unit in _SAID_BY_THE_MEASURE else str(unit)


def word_of(name: str, word: str) -> str:
    """Return the word for a value of a property, by local name, as a clause or a sentence says it.

    A unit that its measure says is left out, and so is the bound of a number that is exact.
    """
    if name == "unit":
        return unit_word(word)
    return "" if name == "bound" and word == _PLAIN_BOUND else word


def listed(words: Sequence[str]) -> str:
    """Return words as a list that can be read, the first few of many."""
    if len(words) > _MOST_NAMED + 1:
        words = [*words[:_MOST_NAMED], f"{len(words) - _MOST_NAMED} more"]
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1] if words else "")))


class Dated(Protocol):
    """A place in a source, by when it was published or there, and of what time it speaks."""

    @property
    def published(self) -> str | None: ...  # noqa: D102
    @property
    def available(self) -> str | None: ...  # noqa: D102
    @property
    def valid(self) -> str | None: ...  # noqa: D102


def when(evidence: Dated) -> str:
    """Return when a source was published or there, and of what time a passage speaks."""
    undated = f"undated, available by {in_words(evidence.available or '')}"
    said = in_words(evidence.published) if evidence.published else undated
    is_apart = evidence.valid not in (None, evidence.published)
    return f"{said}, about {in_words(evidence.valid)}" if evidence.valid and is_apart else said
