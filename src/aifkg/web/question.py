"""A saved question: GET /query/<name> answers it, with values for what it takes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from html import escape
from urllib.parse import urlencode

from fastapi import Request, Response

from aifkg.engine import Bindings, form_of
from aifkg.library import Library, LibraryError, SavedQuery, UnknownQuery
from aifkg.show import ThingError
from aifkg.web import page
from aifkg.web.answer import answered, format_links, page_of
from aifkg.web.asking import refuse_spent
from aifkg.web.fault import notice
from aifkg.web.finding import finder
from aifkg.web.form import parameter_form, query_form
from aifkg.web.problem import ParameterProblem, Problem
from aifkg.web.protocol import Asked, bom_refused, fields, one, seconds, truth
from aifkg.web.served import Served
from aifkg.web.sparql import respond

_OURS = ("bom", "format", "timeout")
_MOST_CHARACTERS = 500
_ADVICE = 'another value; or another <a href="/">question</a>.'
_UNBOUND = "<p>The values above are not part of its text; as it stands, it asks about all.</p>"


async def question(request: Request) -> Response:
    """Answer a saved question."""
    saved = find(request.app.state.library, request.path_params["name"])
    given = fields(request.scope["query_string"])
    asked = Asked(
        saved.text,
        one(given, "format"),
        seconds(one(given, "timeout")),
        bom=truth(one(given, "bom"), "bom"),
    )
    if page.wanted(request, asked.format_name):
        request.state.as_page, request.state.query = True, saved.text
        if asked.bom:
            raise bom_refused()
        return await _page(request, saved, asked, given)
    bindings = await _bind(request, saved, _arguments(given))
    return await respond(request, asked, bindings=bindings, version=_version(saved))


def in_order(library: Library) -> list[SavedQuery]:
    """Return the questions as they are listed: the factories, then the rest by title."""
    return sorted(library, key=lambda saved: (saved.name != "factories", saved.title.casefold()))


async def _page(
    request: Request, saved: SavedQuery, asked: Asked, given: Sequence[tuple[str, str]]
) -> Response:
    arguments = {name: value for name, value in given if name not in _OURS}
    try:
        arguments = _arguments(given)
        bindings = await _bind(request, saved, arguments)
    except Problem as problem:
        return _refusal(saved, arguments, problem)
    form = form_of(saved.text)
    shown = await answered(request, asked, form, bindings=bindings, advice=_ADVICE)
    kept = [(name, value) for name, value in given if name != "format" and value]
    links = format_links(f"/query/{saved.name}", kept, form, saved.name)
    main = f"""{_head(saved, arguments)}
<h2>Answer</h2>
{links}
{shown}
<details>
<summary>The query in SPARQL</summary>
{_UNBOUND if arguments else ""}
{query_form(saved.text)}
</details>"""
    return page_of(request, saved.title, main)


def _refusal(saved: SavedQuery, arguments: Mapping[str, str], problem: Problem) -> Response:
    """Return the form with what is wrong, or the form alone where nothing was filled in yet."""
    main = _head(saved, arguments, notice(str(problem)) if arguments else "")
    status = problem.status if arguments else 200
    return page.page(saved.title, main, status=status, headers=problem.headers)


def _head(saved: SavedQuery, arguments: Mapping[str, str], notice: str = "") -> str:
    return f"""{page.HOME}
<h1>{escape(saved.title)}</h1>
<p>{escape(saved.question)}</p>
{f"<p>{escape(saved.note)}</p>" if saved.note else ""}
{notice}
{parameter_form(saved, arguments)}
{"" if arguments else _example(saved)}"""


def _example(saved: SavedQuery) -> str:
    """Return a link to the question with values that work, where it needs some."""
    if not saved.example or not all(saved.example.values()):
        return ""
    address = f"/query/{saved.name}?{urlencode(saved.example)}"
    values = ", ".join(saved.example.values())
    return f'<p>For example <a href="{escape(address)}" rel="nofollow">{escape(values)}</a>.</p>'


def find(library: Library, name: str) -> SavedQuery:
    """Return a saved question; raise Problem where there is none that can be read."""
    try:
        return library[name]
    except UnknownQuery as error:
        raise Problem(404, "not-found", "There is no such question", str(error)) from error
    except LibraryError as error:
        raise Problem(500, "query-file", "The question cannot be read", str(error)) from error


def _arguments(given: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return the values of parameters; a field that was left empty is none."""
    names = dict.fromkeys(name for name, _ in given if name not in _OURS)
    values = {name: (one(given, name) or "").strip() for name in names}
    for name, value in values.items():
        if len(value) > _MOST_CHARACTERS:
            size = f"{len(value):,} characters; it may have {_MOST_CHARACTERS}"
            detail = f"The parameter {name} has {size}."
            raise ParameterProblem(detail)
    return {name: value for name, value in values.items() if value}


async def _bind(request: Request, saved: SavedQuery, arguments: Mapping[str, str]) -> Bindings:
    served: Served = request.app.state.served
    client: str = getattr(request.state, "client", "")
    if arguments:
        # To find what they name takes queries.
        refuse_spent(served.budget, client)
    found = finder(served.pool, served.prefixes, client)
    try:
        return await served.threads.run(saved.bind, arguments, found)
    except (LibraryError, ThingError) as error:
        detail = str(error)
    except ValueError as error:
        detail = f"A value is neither a name nor an IRI: {error}."
    raise ParameterProblem(detail)


def _version(saved: SavedQuery) -> str:
    """Return what changes with the query's text, which the URL does not hold."""
    return hashlib.sha256(saved.text.encode()).hexdigest()[:12]
