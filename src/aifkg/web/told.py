"""What is told of what the snapshot does not hold: problem types, the snapshot, saved questions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeAlias

from fastapi import Request, Response

from aifkg.engine import GRAPHS, Bindings, Format
from aifkg.web.chosen import HTML, JSON
from aifkg.web.document import document
from aifkg.web.problem import Problem
from aifkg.web.resource import led

OFFERED = (GRAPHS[0], JSON, *GRAPHS[1:], HTML)
"""What such a document may be written as; the first of equals is sent."""
View: TypeAlias = Callable[[], Awaitable[Response] | Response]


async def told(
    request: Request,
    name: str,
    *,
    stem: str,
    bindings: Bindings,
    views: Mapping[str, View],
    offered: Sequence[Format] = OFFERED,
) -> Response:
    """Answer a document by the ending of the request's path, or lead to the one liked best.

    `views` answer what is no RDF, by the ending.
    """
    ending = request.path_params.get("ending")
    if ending is None:
        return led(request, name, offered)
    format_ = next((one for one in offered if one.extension == ending), None)
    if format_ is None:
        known = ", ".join(f".{one.extension}" for one in offered)
        detail = f'/{name} is written with one of the endings {known}, not ".{ending[:20]}".'
        raise Problem(404, "not-found", "There is no such document", detail)
    if format_ in GRAPHS:
        return await document(request, stem, name, format_, bindings)
    response = views[ending]()
    answer = response if isinstance(response, Response) else await response
    answer.headers["Content-Location"] = f"/{name}.{ending}"
    return answer
