"""Undated: what is said of links of which no date is known, where a time is asked for."""

from __future__ import annotations

from collections.abc import Iterable

from aifkg.trace.answer import Path, Trace
from aifkg.trace.question import Question

_THEN = "/as-of/<day> shows the graph as it was known then"


def counted(question: Question, paths: Iterable[Path]) -> int | None:
    """Return how many steps have no known date, each counted once; None without a time asked."""
    if question.valid is None:
        return None
    return len({step.key for path in paths for step in path.steps if not step.is_dated})


def note(trace: Trace) -> str:
    """Return what a reader has to know of the steps of a trace that have no known date."""
    number = trace.limits.undated
    if not number:
        return ""
    have, them = ("has", "it") if number == 1 else ("have", "them")
    return f"{number:,} of these steps {have} no known date; undated=no leaves {them} out; {_THEN}."


def left_out(question: Question, undated: int, links: int) -> str:
    """Return how many of all links are left out for want of a date, and what to ask instead."""
    if question.undated or not undated:
        return ""
    of = f"{undated:,} of {links:,}"
    which = f"Most links, {of}, have" if 2 * undated > links else f"{of} links have"
    return f"{which} no known date and are left out: ask with undated=yes; {_THEN}."
