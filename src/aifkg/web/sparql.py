"""The SPARQL endpoint: GET and POST /sparql; knows no SPARQL itself."""

from __future__ import annotations

from fastapi import Request, Response

from aifkg.engine import BY_NAME, Bindings, Dataset, Format, form_of, offered
from aifkg.engine import Request as Question
from aifkg.web.negotiate import choose
from aifkg.web.problem import Problem
from aifkg.web.protocol import read
from aifkg.web.served import Served


async def sparql(request: Request) -> Response:
    """Answer one request of the SPARQL 1.1 Protocol."""
    served: Served = request.app.state.served
    asked = await read(request, served.settings.body_bytes)
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
) -> Response:
    """Answer a query in the format that is named, or else that the client likes best."""
    served: Served = request.app.state.served
    format_ = _format(query, format_name, request.headers.get("accept"))
    headers = {
        "ETag": f'"{served.sha256}.{format_.name}"',
        "Vary": "Accept",
        "Cache-Control": "no-cache",
        "X-Content-Type-Options": "nosniff",
    }
    if request.method != "POST" and _is_known(request, headers["ETag"]):
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
            detail = f'There is no format "{name[:40]}"; there are {", ".join(BY_NAME)}.'
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


def _is_known(request: Request, etag: str) -> bool:
    """Whether the client holds this very answer: same snapshot, same URL, same format."""
    known = request.headers.get("if-none-match", "")
    return etag in (part.strip().removeprefix("W/") for part in known.split(","))
