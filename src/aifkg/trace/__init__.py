"""Traces: how things are connected, as paths whose every step says who says so.

Links and their words are the ontology's (`aif:sentence`, `aif:RelationalClass`); this room knows
how to find paths, to rank them, and to tell them with their evidence. It knows no HTTP.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aifkg.trace.answer import Explanation, Path, Step, Thing, Trace
from aifkg.trace.facts import Passage, Rule
from aifkg.trace.plain import as_json, from_json
from aifkg.trace.question import Order, Question, QuestionError

if TYPE_CHECKING:
    from aifkg.trace.tracing import Tracer

__all__ = [
    "Explanation",
    "Order",
    "Passage",
    "Path",
    "Question",
    "QuestionError",
    "Rule",
    "Step",
    "Thing",
    "Trace",
    "Tracer",
    "as_json",
    "from_json",
]


def __getattr__(name: str) -> Any:
    """Import what finds paths when it is asked for: who only reads traces needs no numbers."""
    if name != "Tracer":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from aifkg.trace.tracing import Tracer

    return Tracer
