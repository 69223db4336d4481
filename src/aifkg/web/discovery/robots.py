"""Robots: GET /robots.txt says what crawlers may read: pages, and nothing that is computed."""

from __future__ import annotations

import hashlib

from fastapi import Request, Response

from aifkg.web import freshness
from aifkg.web.address import root
from aifkg.web.discovery.questions import open_questions
from aifkg.web.place import prefix_of

_COMPUTED = ("sparql", "query", "trace", "rdf-graphs", "as-of", "find", "pointing", "neighbours")
"""Addresses that answer without end: each other parameter is another answer."""


async def robots(request: Request) -> Response:
    """Answer the rules (RFC 9309), the longest of which counts."""
    prefix = prefix_of(request.scope)
    lines = [
        "User-agent: *",
        *(f"Disallow: {prefix}/{name}" for name in _COMPUTED),
        # Without parameters, a saved question is a page as others are.
        *(f"Allow: {prefix}/query/{name}$" for name in open_questions(request.app.state.library)),
        f"Allow: {prefix}/",
        "",
        f"Sitemap: {root(request)}sitemap.xml",
        "",
    ]
    body = "\n".join(lines).encode()
    headers = freshness.headers(hashlib.sha256(body).hexdigest()[:12])
    if freshness.is_held(request, headers):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="text/plain")
