"""The schemas: what the plain JSON of things and of traces has, in JSON Schema."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

from fastapi import Request, Response

from aifkg.web import freshness
from aifkg.web.problem import Problem

PLACE = "schema/{name}.json"
"""Where they are, behind the base."""
_FILES = {
    "thing": files("aifkg.show").joinpath("thing.schema.json"),
    "trace": files("aifkg.trace").joinpath("trace.schema.json"),
}


async def schema(request: Request) -> Response:
    """Answer a schema, or 304 to a client that holds it."""
    name = request.path_params["name"]
    if name not in _FILES:
        detail = f"There is no schema of that name; there are {' and '.join(_FILES)}."
        raise Problem(404, "not-found", "There is no such schema", detail)
    body = text(name)
    headers = freshness.headers(hashlib.sha256(body).hexdigest()[:12])
    if freshness.is_held(request, headers):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/schema+json")


@cache
def text(name: str) -> bytes:
    """Return the schema of this name."""
    return _FILES[name].read_bytes()
