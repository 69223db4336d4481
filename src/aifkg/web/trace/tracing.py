"""Tracing: a trace from the workers, or from what is held; and what is wrong with a question."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from time import thread_time
from typing import Any, TypeVar

from fastapi import Request

from aifkg.engine import BY_NAME
from aifkg.engine import Request as Evaluated
from aifkg.trace import Question, Trace, from_json
from aifkg.trace.plain import write_task
from aifkg.trace.question import TASK
from aifkg.web.answers import Key
from aifkg.web.asking import ask, refuse_spent
from aifkg.web.problem import ParameterProblem, Problem
from aifkg.web.served import Served
from aifkg.web.trace.unfound import Unfound

T = TypeVar("T")
_PROBLEM, _PATHS, _ENDED = b'{"problem"', b', "paths": [', b'"ended_by": "time"'
"""How the worker's JSON begins if it is no trace, where its paths do, and what one cut short has.

No text in it can be taken for these: quotation marks of a text are escaped.
"""
_FOR_SEARCH = 0.6
"""The part of the time limit for the search: the rest is to tell what it found."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A trace as a worker wrote it, not read yet."""

    body: bytes

    @property
    def is_whole(self) -> bool:
        """Whether no limit of time ended it: asked again, what is not whole may have more."""
        return _ENDED not in self.body

    @property
    def ends(self) -> list[str]:
        """The IRIs of its ends, which stand before all that is long."""
        head = json.loads(self.body.partition(_PATHS)[0] + b"}")
        return [end["iri"] for end in head["ends"]]


async def traced(request: Request, question: Question, time_limit: float | None) -> Answered:
    """Return the answer to a question; raise Problem where what it names is not there."""
    served: Served = request.app.state.served
    seconds = round(served.pool.limit(time_limit) * _FOR_SEARCH, 3)
    text = write_task(question, served.sha256, seconds)
    evaluated = Evaluated(text, (BY_NAME["json"],), task=TASK)
    answered = Answered((await ask(request, evaluated, time_limit)).body)
    if answered.body.startswith(_PROBLEM):
        raise _problem(json.loads(answered.body)["problem"])
    if not answered.is_whole:
        served.answers.forget(Key.of(evaluated))
    return answered


async def made(request: Request, answered: Answered, make: Callable[[Trace], T]) -> T:
    """Return what is made of a trace, in a thread, one at a time, on the budget of who asks."""
    served: Served = request.app.state.served
    client: str = getattr(request.state, "client", "")
    refuse_spent(served.budget, client)

    def work() -> tuple[T, float]:
        began = thread_time()
        return make(from_json(json.loads(answered.body))), thread_time() - began

    async with request.app.state.rendering:
        found, seconds = await asyncio.to_thread(work)
    served.budget.spend(client, seconds)
    return found


def _problem(said: dict[str, Any]) -> Problem:
    """Return the problem of a parameter: of a name, where what may be meant is known or asked."""
    if said["candidates"] or said["did_you_mean"] is not None:
        return Unfound(said)
    return ParameterProblem(said["detail"], parameter=said["parameter"])
