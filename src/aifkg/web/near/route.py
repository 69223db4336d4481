"""GET /neighbours?of=… answers what is linked with a thing: a page, JSON or CSV."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import Request, Response

from aifkg.names import PrefixTable
from aifkg.web import page
from aifkg.web.answer import page_of
from aifkg.web.chosen import CSV, HTML, JSON, chosen
from aifkg.web.near.asked import Asked, Unfound
from aifkg.web.near.found import found_of
from aifkg.web.near.page import form_page, html
from aifkg.web.near.plain import as_csv, as_json
from aifkg.web.place import prefix_of
from aifkg.web.plain_view import view
from aifkg.web.problem import Problem
from aifkg.web.protocol import fields, one

_OFFERED = (JSON, CSV, HTML)


async def neighbours(request: Request) -> Response:
    """Answer the relations of a thing with their counts, or its neighbours by one of them."""
    given = fields(request.scope["query_string"])
    format_ = chosen(request, one(given, "format"), _OFFERED)
    if format_ is HTML:
        return await _page(request, given)
    found = await found_of(request, Asked.read(given))
    prefixes: PrefixTable = request.app.state.served.prefixes
    if format_ is CSV:
        body = as_csv(found, prefixes)
    else:
        body = as_json(found, prefixes, prefix_of(request.scope))
    return view(request, body, format_.name, format_.media_type)


async def _page(request: Request, given: Sequence[tuple[str, str]]) -> Response:
    request.state.as_page = True
    try:
        found = await found_of(request, Asked.read(given))
    except Problem as problem:
        return _refusal(given, problem)
    title, main = html(found, request.app.state.served.prefixes)
    return page_of(request, title, main)


def _refusal(given: Sequence[tuple[str, str]], problem: Problem) -> Response:
    """Return the form with what is wrong, or the form alone where nothing was filled in yet."""
    values = [value for name, value in given if name == "of"]
    if not any(name != "format" for name, _ in given):
        return page.page("Neighbours", form_page())
    near = problem.meant if isinstance(problem, Unfound) else ()
    main = form_page(values[0] if values else "", str(problem), near)
    return page.page("Neighbours", main, status=problem.status, headers=problem.headers)
