"""The schema: what the plain JSON of a thing has, in JSON Schema."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

from fastapi import Request, Response

from aifkg.web import freshness

PLACE = "schema/thing.json"
"""Where it is, behind the base."""


async def thing_schema(request: Request) -> Response:
    """Answer the schema, or 304 to a client that holds it."""
    text = _text()
    headers = freshness.headers(hashlib.sha256(text).hexdigest()[:12])
    if freshness.is_held(request, headers):
        return Response(status_code=304, headers=headers)
    return Response(text, headers=headers, media_type="application/schema+json")


@cache
def _text() -> bytes:
    return files("aifkg.show").joinpath("thing.schema.json").read_bytes()
