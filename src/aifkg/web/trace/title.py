"""The title of a trace: which things it joins."""

from __future__ import annotations

from aifkg.trace import Trace


def title(trace: Trace) -> str:
    """Return the title of a trace, as text."""
    *others, last = (thing.label for thing in trace.ends)
    return f"How {', '.join(others)} and {last} are connected"
