"""The SPARQL endpoint: GET, HEAD, POST, QUERY and OPTIONS /sparql; knows no SPARQL itself."""

from __future__ import annotations

from fastapi import Request, Response

from aifkg.engine import BY_NAME, Bindings, Format, named
from aifkg.engine import Request as Question
from aifkg.web import freshness, page
from aifkg.web.answer import answer_page
from aifkg.web.asking import ask, asks_others, unchanged
from aifkg.web.field import field_value
from aifkg.web.negotiate import coding_for, formats_for
from aifkg.web.problem import ParameterProblem, Problem
from aifkg.web.protocol import WITH_BODY, Asked, bom_refused, read
from aifkg.web.served import Served

METHODS = ("GET", "HEAD", "OPTIONS", *WITH_BODY)
_CSV = BY_NAME["csv"]


async def sparql(request: Request) -> Response:
    """Answer one request of the SPARQL 1.1 Protocol."""
    if request.method == "OPTIONS":
        return Response(status_code=204, headers={"Allow": ", ".join(METHODS)})
    served: Served = request.app.state.served
    asked = await read(request, served.settings.body_bytes)
    if page.wanted(request, asked.format_name):
        return await answer_page(request, asked)
    return await respond(request, asked)


async def respond(
    request: Request, asked: Asked, *, bindings: Bindings | None = None, version: str = ""
) -> Response:
    """Answer a query in the format that is named, or else that the client likes best.

    `version` tells answers apart whose query is not in the URL.
    """
    served: Served = request.app.state.served
    formats = formats_of(asked, field_value(request, "accept"))
    is_reading = request.method in ("GET", "HEAD")
    known = field_value(request, "if-none-match") if is_reading else None
    if known is not None and not asks_others(served, asked.sparql):
        same = unchanged(served, formats, known, version=version, bom=asked.bom)
        if same is not None:
            return Response(status_code=304, headers=same.headers)
    coding = "" if asked.bom else coding_for(field_value(request, "accept-encoding"))
    question = Question(asked.sparql, formats, bindings or {}, asked.dataset, coding)
    answer = await ask(request, question, asked.timeout, version=version, bom=asked.bom)
    if known is not None and answer.tag and freshness.matches(known, (answer.tag,)):
        headers = {**freshness.headers(served.edition, version), "ETag": answer.tag}
        return Response(status_code=304, headers=headers)
    return Response(answer.body, headers=answer.headers)


def formats_of(asked: Asked, accept: str | None) -> tuple[Format, ...]:
    """Return the formats in which an answer may be written; raise Problem where there is none."""
    formats = _formats(asked.format_name, accept)
    if asked.bom and _CSV not in formats:
        raise bom_refused()
    return formats


def _formats(name: str | None, accept: str | None) -> tuple[Format, ...]:
    if name:
        formats = named(name)
        if not formats:
            known = ", ".join((*BY_NAME, page.FORMAT))
            detail = f'There is no format "{name[:40]}"; there are {known}.'
            raise ParameterProblem(detail)
        return formats
    formats = formats_for(accept)
    if not formats:
        types = ", ".join(format_.media_type for format_ in BY_NAME.values())
        detail = f"An answer can be written as {types}; Accept allows none of them."
        raise Problem(406, "not-acceptable", "No format on offer is acceptable", detail)
    return formats
