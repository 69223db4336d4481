"""Not yet: a thing that the graph of a past day does not hold, and the present one does."""

from __future__ import annotations

import json
from datetime import date
from html import escape

from fastapi import Request
from starlette.datastructures import State

from aifkg.engine import BY_NAME, NamedNode
from aifkg.engine import Request as Question
from aifkg.web import page
from aifkg.web.asking import refuse_spent
from aifkg.web.day import Days, in_words
from aifkg.web.problem import Problem
from aifkg.web.query_file import query_file
from aifkg.web.rows import Row
from aifkg.web.served import Served


async def refuse_not_yet(request: Request, iri: NamedNode) -> None:
    """Raise Problem where it is a past day that is asked, on which a thing was not known yet."""
    present: State | None = getattr(request.app.state, "present", None)
    if present is None:
        return
    served: Served = present.served
    found = await _said(served, getattr(request.state, "client", ""), iri)
    if found:
        first = _first(Days.of(served.manifest), found)
        raise _not_yet(
            request.scope["path"].lstrip("/"), found[0]["name"], request.state.day, first
        )


async def _said(served: Served, client: str, iri: NamedNode) -> list[Row]:
    """Return what the present graph says of when a thing became known, nothing of what it lacks."""
    refuse_spent(served.budget, client)
    question = Question(query_file("first-known"), (BY_NAME["json"],), {"thing": iri})
    answer = await served.pool.answer(question, client=client)
    found = json.loads(answer.body)["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in found]


def _first(days: Days, found: list[Row]) -> date | None:
    """Return the day on which the first source was certainly out that speaks of the thing."""
    ends = (days.end_of(row["date"]) for row in found if "date" in row)
    return min((day for day in ends if day is not None), default=None)


def _not_yet(path: str, name: str, day: date, first: date | None) -> Problem:
    if first is not None and first <= day:
        first = None
    since = "; it is known by now" if first is None else f"; it appears first on {in_words(first)}"
    return Problem(
        404,
        "not-yet-known",
        f"Not yet known on {in_words(day)}",
        f"{name} was not yet known on {in_words(day)}{since}.",
        main=_main(path, name, day, first),
        first_known=None if first is None else first.isoformat(),
    )


def _main(path: str, name: str, day: date, first: date | None) -> str:
    """Return the answer as a page; its links are relative, since absolute ones stay in the day."""
    up = "../" * path.count("/")
    now = f'<a href="{escape(f"{up}../../{path}")}">its present page</a>'
    there = f'<a href="{escape(f"{up}../{first}/{path}")}">its page of that day</a>'
    since = (
        f". See {now}."
        if first is None
        else f"; it appears first on {_time(first)}. See {there} or {now}."
    )
    return f"""{page.HOME}
<h1>Not yet known on {in_words(day)}</h1>
<p>{escape(name)} was not yet known on {_time(day)}{since}</p>"""


def _time(day: date) -> str:
    return f'<time datetime="{day.isoformat()}">{in_words(day)}</time>'
