"""Traces: how things are connected, as paths whose every step says who says so.

Links and their words are the ontology's (`aif:sentence`, `aif:RelationalClass`); this room knows
how to find paths, to rank them, and to tell them with their evidence. It knows no HTTP.
"""

from aifkg.trace.answer import Explanation, Path, Step, Thing, Trace
from aifkg.trace.facts import Passage, Rule
from aifkg.trace.plain import as_json, from_json
from aifkg.trace.question import Order, Question, QuestionError
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
