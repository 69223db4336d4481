"""The task: traces made where queries are evaluated, so that they are killed as queries are.

What comes in is a question as JSON, what goes out a trace as JSON, or what is wrong with the
question.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from aifkg.engine import EmbeddedEngine
from aifkg.names import PrefixTable
from aifkg.show.errors import AmbiguousThing, UnknownThing
from aifkg.trace.naming import NoThing
from aifkg.trace.plain import as_json, packed, read_question
from aifkg.trace.question import QuestionError
from aifkg.trace.tracing import Tracer


def prepare(engine: EmbeddedEngine, prefixes: Mapping[str, str]) -> Callable[[str], bytes]:
    """Return what answers questions about a loaded graph."""
    tracer = Tracer(engine, PrefixTable(prefixes))

    def answer(asked: str) -> bytes:
        said = json.loads(asked)
        return packed(_answered(tracer, said))

    return answer


def _answered(tracer: Tracer, said: Mapping[str, Any]) -> dict[str, Any]:
    try:
        question = read_question(said["question"])
        return as_json(tracer.trace(question, said["snapshot"], said["seconds"]))
    except QuestionError as error:
        return {"problem": _problem(error)}


def _problem(error: QuestionError) -> dict[str, Any]:
    found = error.error if isinstance(error, NoThing) else None
    candidates = found.candidates if isinstance(found, AmbiguousThing) else ()
    return {
        "parameter": error.parameter,
        "value": error.value,
        "detail": str(error),
        "candidates": [{"curie": curie, "label": label} for curie, label in candidates],
        "did_you_mean": list(found.suggestions) if isinstance(found, UnknownThing) else None,
    }
