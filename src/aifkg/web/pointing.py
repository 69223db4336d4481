"""What points at a thing by one property: an address of old, which leads to its neighbours."""

from __future__ import annotations

from fastapi import Request, Response

from aifkg.trace.near import Direction
from aifkg.web.near import address
from aifkg.web.protocol import fields, one

PATH = "pointing"


async def pointing(request: Request) -> Response:
    """Lead to the first part of the same things among the neighbours."""
    given = fields(request.scope["query_string"])
    to, by, form = (one(given, name) or "" for name in ("to", "by", "format"))
    place = address(to, by, Direction.IN, form=form)
    return Response(status_code=308, headers={"Location": place})
