"""The home page: what the graph is and what can be opened; served whole, without scripts."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from html import escape
from itertools import groupby

from fastapi import Request, Response

from aifkg.engine import EngineError
from aifkg.library import Library
from aifkg.trace.question import MOST_CHARACTERS
from aifkg.web import as_of, page
from aifkg.web.form import ask_form
from aifkg.web.links import anchor
from aifkg.web.problem import Problem
from aifkg.web.question import in_order
from aifkg.web.rows import Row, rows
from aifkg.web.served import Served
from aifkg.web.space import kinds
from aifkg.web.trace.form import examples_list
from aifkg.web.trace.given import PATH

_SAID = {"country": "", "host": "hosted by ", "machine": "on "}
"""What stands before the names of a relation, in the order in which they are read."""

_TRACE = f"""<h2 id="trace">How are two things connected?</h2>
<form class="trace-short" action="{PATH}" method="get">
<div><label for="from">From (a name, a CURIE or an IRI)</label>
<input id="from" name="from" maxlength="{MOST_CHARACTERS}" required></div>
<div><label for="to">To</label>
<input id="to" name="to" maxlength="{MOST_CHARACTERS}" required></div>
<button>Trace</button>
</form>
{examples_list()}"""

_PATIENCE_S = 2.0
"""The first page is there whatever the graph is busy with."""


async def home(request: Request) -> Response:
    """Answer the page."""
    served: Served = request.app.state.served
    main = page.template("home").substitute(
        trace=_TRACE,
        things=await _held_things(request),
        questions=_questions(request.app.state.library),
        ask=ask_form(served.settings),
        short=served.sha256[:12],
        as_of=as_of.offer(request),
    )
    return page.page("The AI factories of Europe: a knowledge graph", main)


async def _held_things(request: Request) -> str:
    """Return what the graph is about, made once for a snapshot; where it is busy, where to look."""
    try:
        async with asyncio.timeout(_PATIENCE_S):
            made: str = await request.app.state.rendered.page(
                request, "home", partial(_things, request)
            )
    except (EngineError, Problem, TimeoutError):
        return '<p><a href="/id">All things by kind</a></p>'
    return made


async def _things(request: Request) -> str:
    """Return what the graph is about: the factories, and the other kinds of things."""
    found = await rows(request, "factories")
    known = await kinds(request)
    return "\n".join(filter(None, (_factories(found), _kinds(known.values()))))


def _factories(found: Sequence[Row]) -> str:
    items = "\n".join(
        _factory(list(group)) for _, group in groupby(found, lambda row: row["factory"])
    )
    head = '<h2 id="factories">AI factories</h2>'
    return f'{head}\n<ul class="questions">\n{items}\n</ul>' if items else ""


def _factory(found: Sequence[Row]) -> str:
    """Return a factory with where it is, who hosts it and on which machines it runs."""
    first = found[0]
    told = ", ".join(_told(found))
    said = f"<br>{told}" if told else ""
    return f"<li>{anchor(first['factory'], first['name'])}{said}</li>"


def _told(found: Sequence[Row]) -> Iterator[str]:
    for relation, before in _SAID.items():
        others = [row for row in found if row.get("relation") == relation]
        names = " and ".join(anchor(row["other"], row["label"]) for row in others)
        if names:
            yield f"{before}{names}"


def _kinds(known: Iterable[Row]) -> str:
    """Return the kinds of which there are things, in the order of the reference."""
    items = "\n".join(
        f'<li><a href="/id/{escape(row["kind"])}">{escape(_capital(row["name"]))}</a> '
        f"<small>{int(row['count']):,}</small></li>"
        for row in sorted(known, key=lambda row: row.get("chapter", "~"))
        if "count" in row
    )
    head = '<h2 id="kinds">All things by kind</h2>'
    return f'{head}\n<ul class="kinds">\n{items}\n</ul>' if items else ""


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _questions(library: Library) -> str:
    """Return the list of saved questions, or nothing where there are none."""
    items = "\n".join(
        f'<li><a href="/query/{escape(saved.name)}">{escape(saved.title)}</a>'
        f"<br>{escape(saved.question)}</li>"
        for saved in in_order(library)
    )
    head = '<h2 id="questions">Questions</h2>'
    return f'{head}\n<ul class="questions">\n{items}\n</ul>' if items else ""
