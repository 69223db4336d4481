"""The SPARQL endpoint: GET and POST /sparql; knows no SPARQL itself."""

from __future__ import annotations

from fastapi import Request, Response

from aifkg.engine import BY_NAME, Bindings, Dataset, Format, form_of, offered
from aifkg.engine import Request as Question
from aifkg.web import freshness, page
from aifkg.web.answer import answer_page
from aifkg.web.negotiate import choose
from aifkg.web.problem import Problem
from aifkg.web.protocol import read
from aifkg.web.served import Served


async def sparql(request: Request) -> Response:
    """Answer one request of the SPARQL 1.1 Protocol."""
    served: Served = request.app.state.served
    asked = await read(request, served.settings.body_bytes)
    if page.wanted(request, asked.format_name):
        return await answer_page(request, asked)
    return await respond(
        request,
        asked.sparql,
        format_name=asked.format_name,
        dataset=asked.dataset,
        time_limit=asked.timeout,
    )


async def respond(
    request: Request,
    query: str,
    *,
    format_name: str | None = None,
    bindings: Bindings | None = None,
    dataset: Dataset | None = None,
    time_limit: float | None = None,
    version: str = "",
) -> Response:
    """Answer a query in the format that is named, or else that the client likes best.

    `version` tells answers apart whose query is not in the URL.
    """
    served: Served = request.app.state.served
    format_ = _format(query, format_name, request.headers.get("accept"))
    headers = freshness.headers(served.sha256, version, format_.name)
    if freshness.is_held(request, headers):
        return Response(status_code=304, headers=headers)
    question = Question(query, format_, bindings or {}, dataset)
    answer = await served.pool.answer(question, time_limit)
    return Response(answer.body, headers=headers, media_type=answer.content_type)


def _format(query: str, name: str | None, accept: str | None) -> Format:
    form = form_of(query)
    formats = offered(form)
    names = ", ".join(format_.name for format_ in formats)
    if name:
        if name not in BY_NAME:
            known = ", ".join((*BY_NAME, page.FORMAT))
            detail = f'There is no format "{name[:40]}"; there are {known}.'
            raise Problem(400, "parameter", "A parameter is at fault", detail)
        if BY_NAME[name] not in formats:
            raise _not_acceptable(f"{form} cannot be written as {name}; it can be as {names}.")
        return BY_NAME[name]
    chosen = choose(accept, formats)
    if chosen is None:
        types = ", ".join(format_.media_type for format_ in formats)
        raise _not_acceptable(f"{form} can be written as {types}; Accept allows none of them.")
    return chosen


def _not_acceptable(about: str) -> Problem:
    detail = f"The answer to a {about}"
    return Problem(406, "not-acceptable", "No format on offer is acceptable", detail)
