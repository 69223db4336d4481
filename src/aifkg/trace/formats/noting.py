"""Noting: what a reader of any format has to know of a trace besides its paths."""

from __future__ import annotations

from aifkg.trace import undated
from aifkg.trace.answer import Trace


def notes(trace: Trace) -> tuple[str, ...]:
    """Return what ended the search early, which steps have no date, and why there is no path."""
    why = None if trace.explanation is None else trace.explanation.text
    return tuple(filter(None, (limit(trace), undated.note(trace), why)))


def limit(trace: Trace) -> str:
    """Return which limit ended the search, nothing where none did."""
    limits = trace.limits
    if limits.ended_by is None:
        return ""
    if limits.ended_by == "time":
        bound = f"of {limits.seconds:g} seconds" if limits.seconds is not None else "of time"
    else:
        bound = f"of {limits.most:,} partial paths"
    found = "these are the best paths found until then" if trace.paths else "nothing was found"
    return f"The search was ended at its limit {bound}; {found}, and others may exist."
