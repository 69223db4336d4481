"""Dating: from when to when a link is valid, as exact as the sources say it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from aifkg.trace.facts import Said
from aifkg.trace.plain_terms import PlainTerms

_OPEN = (0, 1, date.max.toordinal())


def dates(
    since: int, until: int, said: Iterable[tuple[str, Said]], plain: PlainTerms
) -> tuple[str | None, str | None]:
    """Return the dates that begin and end on these days (ordinals), None where it is open.

    What is said comes with the local name of its property: an end is never told as a beginning.
    """
    first: dict[int, str] = {}
    last: dict[int, str] = {}
    for name, one in said:
        if one.span is not None:
            begins, _, ends = one.value.partition("/")
            if name not in plain.ending | plain.over:
                _keep(first, one.span.first.toordinal(), begins)
            if name not in plain.beginning:
                _keep(last, one.span.last.toordinal(), ends or begins)
    return _on(since, first), _on(until, last)


def _keep(known: dict[int, str], day: int, text: str) -> None:
    """Keep the most exact text of a day, which is the longest."""
    known[day] = max(known.get(day, ""), text, key=len)


def _on(day: int, known: dict[int, str]) -> str | None:
    return None if day in _OPEN else known.get(day) or date.fromordinal(day).isoformat()
