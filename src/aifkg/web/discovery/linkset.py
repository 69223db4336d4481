"""The linkset: GET /linkset?of=<resource> has all its signposts in one file (RFC 9264)."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response

from aifkg.names import BASE, answered_at
from aifkg.web import freshness
from aifkg.web.address import root
from aifkg.web.discovery.signposting import CONTENT, LINKSET, METADATA, Resource, signposted
from aifkg.web.problem import ParameterProblem
from aifkg.web.protocol import fields, one
from aifkg.web.resource import held
from aifkg.web.served import Served


async def linkset(request: Request) -> Response:
    """Answer the signposts of a resource, of its page, and of each of its documents."""
    given = fields(request.scope["query_string"])
    of = one(given, "of")
    if not of:
        detail = "The parameter of is missing: it is the IRI of a resource, or its path here."
        raise ParameterProblem(detail)
    name = of.removeprefix(BASE).removeprefix("/")
    _, state = await held(request, name, partial(_place, given=given))
    resource = signposted(name, state)
    body = json.dumps({"linkset": _contexts(resource, root(request))}, indent=2).encode()
    served: Served = request.app.state.served
    headers = freshness.headers(served.edition, hashlib.sha256(body).hexdigest()[:12])
    if freshness.is_held(request, headers):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=LINKSET)


def _place(iri: str, given: Sequence[tuple[str, str]]) -> str:
    """Return where the linkset of another resource is, with all else that is asked."""
    of = answered_at(iri).removeprefix(BASE)
    asked = [(name, of if name == "of" else value) for name, value in given]
    return f"/linkset?{urlencode(asked, safe='/')}"


def _contexts(resource: Resource, home: str) -> list[dict[str, Any]]:
    """Return each document with its links, the page first."""
    endings = ["html", *(ending for ending, _ in (*METADATA, *CONTENT))]
    return [_context(resource, home, ending) for ending in endings]


def _context(resource: Resource, home: str, ending: str) -> dict[str, Any]:
    links: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for link in resource.links(ending):
        kind = {"type": link.media_type} if link.media_type else {}
        links[link.relation].append({"href": link.place(home), **kind})
    return {"anchor": f"{home}{resource.name}.{ending}", **links}
