"""Tracing: a trace from the workers, or from what is held; and what is wrong with a question."""

from __future__ import annotations

import json
from typing import Any

from fastapi import Request

from aifkg.engine import BY_NAME
from aifkg.engine import Request as Evaluated
from aifkg.trace import Question, Trace, from_json
from aifkg.trace.plain import write_task
from aifkg.trace.question import TASK
from aifkg.web.answers import Key
from aifkg.web.asking import ask
from aifkg.web.problem import Problem
from aifkg.web.served import Served
from aifkg.web.trace.asked import fault
from aifkg.web.trace.unfound import Unfound

_FOR_SEARCH = 0.6
"""The part of the time limit for the search: the rest is to tell what it found."""


async def traced(request: Request, question: Question, time_limit: float | None) -> Trace:
    """Return the trace that answers a question; raise Problem where what it names is not there."""
    served: Served = request.app.state.served
    seconds = round(served.pool.limit(time_limit) * _FOR_SEARCH, 3)
    text = write_task(question, served.sha256, seconds)
    evaluated = Evaluated(text, (BY_NAME["json"],), task=TASK)
    answer = await ask(request, evaluated, time_limit)
    said = json.loads(answer.body)
    if "problem" in said:
        raise _problem(said["problem"])
    trace = from_json(said)
    if trace.limits.ended_by == "time":
        # Asked again, it may find more.
        served.answers.forget(Key.of(evaluated))
    return trace


def _problem(said: dict[str, Any]) -> Problem:
    """Return the problem of a parameter: of a name, where what may be meant is known or asked."""
    if said["candidates"] or said["did_you_mean"] is not None:
        return Unfound(said)
    return fault(said["detail"], said["parameter"])
