"""The catalogue: GET /catalog records the dataset and its service, as portals of Europe read it.

All of it is said in `catalog.rq`; here that is bound to a server and its snapshot.
"""

from __future__ import annotations

import hashlib

from fastapi import Request, Response

from aifkg.engine import Bindings, Literal, NamedNode
from aifkg.names import BASE, DATASET
from aifkg.web import page
from aifkg.web.address import root
from aifkg.web.discovery.coverage import coverage
from aifkg.web.discovery.distributions import distributions
from aifkg.web.protocol import Asked, fields, one
from aifkg.web.query_file import query_file
from aifkg.web.served import Served
from aifkg.web.sparql import respond

CATALOG = BASE + "catalog"
_QUERY = "discovery/catalog"


async def catalog(request: Request) -> Response:
    """Answer the catalogue."""
    format_name = one(fields(request.scope["query_string"]), "format")
    if page.wanted(request, format_name):
        # The page about the dataset says the same to people.
        return Response(status_code=303, headers={"Location": "/dataset.html", "Vary": "Accept"})
    return await record(request, "catalog", CATALOG, format_name)


async def dataset(request: Request, path: str, format_name: str) -> Response:
    """Answer the document about the dataset at a path: the same record, by its public IRI."""
    return await record(request, path, DATASET, format_name)


async def record(request: Request, path: str, topic: str, format_name: str | None) -> Response:
    """Answer the record as a document at a path, about a topic."""
    served: Served = request.app.state.served
    home = root(request)
    bindings: Bindings = {
        "root": Literal(home),
        "own_address": NamedNode(home + path),
        "own_topic": NamedNode(topic),
        "hash": Literal(served.sha256),
        **await coverage(request),
        **await distributions(request),
    }
    asked = Asked(query_file(_QUERY), format_name, served.settings.max_timeout)
    return await respond(request, asked, bindings=bindings, version=_version(bindings))


def _version(bindings: Bindings) -> str:
    """Return what changes with the query's text and with what is bound to it."""
    values = "".join(f"{name} {term}\n" for name, term in sorted(bindings.items()))
    return hashlib.sha256((query_file(_QUERY) + values).encode()).hexdigest()[:12]
