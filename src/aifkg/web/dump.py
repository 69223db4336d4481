"""The snapshot's own file, whole or in part: the graph that every answer is from."""

from __future__ import annotations

from fastapi import Request, Response

from aifkg.engine import BY_NAME
from aifkg.web.download import Download, Gone, send
from aifkg.web.problem import Problem
from aifkg.web.served import Served


async def dump(request: Request) -> Response:
    """Answer the file that was loaded."""
    served: Served = request.app.state.served
    offer = served.offer
    filename = f"aifkg-{offer.sha256[:12]}.nq"
    media_type = BY_NAME["nquads"].media_type
    file = Download(offer.snapshot, offer.sha256, media_type, filename, offer.built)
    try:
        return await send(request, file)
    except Gone as gone:
        raise _gone(str(gone)) from gone


def _gone(reason: str) -> Problem:
    detail = f"The file of the snapshot cannot be sent: {reason}. Queries are answered as before."
    return Problem(503, "unavailable", "The snapshot's file is not available", detail)
