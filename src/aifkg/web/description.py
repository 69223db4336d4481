"""The description: what the endpoint can do and what it holds (Service Description, VoID).

All of it is said in `description.rq`; here that is bound to a server and the address it has.
"""

from __future__ import annotations

import hashlib
from decimal import Decimal

from fastapi import Request, Response

from aifkg.engine import Bindings, Literal, NamedNode
from aifkg.web import page
from aifkg.web.address import root
from aifkg.web.answer import ask_page
from aifkg.web.discovery.coverage import coverage
from aifkg.web.discovery.distributions import distributions
from aifkg.web.protocol import Asked, fields, one
from aifkg.web.query_file import query_file
from aifkg.web.served import Served
from aifkg.web.sparql import respond, sparql

WELL_KNOWN = ".well-known/void"
"""Where a description of data is looked for (VoID; RFC 8615)."""
_DECIMAL = NamedNode("http://www.w3.org/2001/XMLSchema#decimal")


async def endpoint(request: Request) -> Response:
    """Answer the query that is asked of the endpoint; where none is, what the endpoint is.

    A browser is given the form to ask by.
    """
    if not _is_unasked(request):
        return await sparql(request)
    if page.wanted(request, one(fields(request.scope["query_string"]), "format")):
        return ask_page(request)
    return await describe(request)


async def describe(request: Request) -> Response:
    """Answer what this endpoint can do and what it holds."""
    served: Served = request.app.state.served
    asked = Asked(
        query_file("description"),
        one(fields(request.scope["query_string"]), "format"),
        served.settings.max_timeout,
    )
    bindings = {
        **_bindings(served, root(request)),
        **await coverage(request),
        **await distributions(request),
    }
    return await respond(request, asked, bindings=bindings, version=_version(bindings))


def _is_unasked(request: Request) -> bool:
    """Whether a request asks nothing: it has no query.

    A request with any parameter but `format` lacks its query, and is to be told so.
    """
    # Nearly every request has a query, and is not to be read twice.
    if request.method not in ("GET", "HEAD") or b"query=" in request.scope["query_string"]:
        return False
    return {name for name, _ in fields(request.scope["query_string"])} <= {"format"}


def _bindings(served: Served, root: str) -> Bindings:
    settings = served.settings
    return {
        "root": Literal(root),
        "own_address": NamedNode(f"{root}{WELL_KNOWN}"),
        "hash": Literal(served.sha256),
        "default_seconds": _seconds(served.pool.limit(None)),
        "max_seconds": _seconds(settings.max_timeout),
        "answer_bytes": Literal(settings.result_bytes),
        "answer_rows": Literal(settings.result_rows),
        "request_bytes": Literal(settings.body_bytes),
        "federation": Literal("".join(f"{iri} " for iri in settings.endpoints)),
    }


def _seconds(limit: float) -> Literal:
    return Literal(format(Decimal(str(limit)).normalize(), "f"), datatype=_DECIMAL)


def _version(bindings: Bindings) -> str:
    """Return what changes with the query's text and with what is bound to it."""
    values = "".join(f"{name} {term}\n" for name, term in sorted(bindings.items()))
    return hashlib.sha256((query_file("description") + values).encode()).hexdigest()[:12]
