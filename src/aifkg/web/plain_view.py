"""A plain view: a document that needs no RDF to be read, with the headers by which it is kept."""

from __future__ import annotations

import hashlib

from fastapi import Request, Response

from aifkg.web import freshness
from aifkg.web.served import Served


def view(request: Request, body: bytes, name: str, media_type: str) -> Response:
    """Return a document that needs no RDF to be read, or 304 to a client that holds it."""
    served: Served = request.app.state.served
    headers = freshness.headers(served.edition, name, hashlib.sha256(body).hexdigest()[:12])
    if freshness.is_held(request, headers):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=media_type)
