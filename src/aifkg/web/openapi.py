"""The description of the addresses that programs ask, by OpenAPI 3.1."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.resources import files
from typing import Any

from fastapi import Request, Response

from aifkg import __version__
from aifkg.web import freshness
from aifkg.web.place import prefix_of
from aifkg.web.schema import text as schema

PATH = "openapi.json"
_SCHEMAS = {"Thing": "thing", "Trace": "trace"}


async def openapi(request: Request) -> Response:
    """Answer the description, or 304 to a client that holds it."""
    said = {**document(), "servers": [{"url": prefix_of(request.scope) or "/"}]}
    body = json.dumps(said, ensure_ascii=False).encode()
    headers = freshness.headers(hashlib.sha256(body).hexdigest()[:12])
    if freshness.is_held(request, headers):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/vnd.oai.openapi+json")


@cache
def document() -> dict[str, Any]:
    """Return the description with the schemas of what it names."""
    written = files("aifkg.web").joinpath("openapi.json").read_text(encoding="utf-8")
    said: dict[str, Any] = json.loads(written)
    said["info"]["version"] = __version__
    for name, stem in _SCHEMAS.items():
        said["components"]["schemas"][name] = json.loads(schema(stem))
    return said
