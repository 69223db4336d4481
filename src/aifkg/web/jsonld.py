"""JSON-LD over HTTP: a thing's document and data for its page, and the context with all keys."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from fastapi import Request, Response

from aifkg.engine import BY_NAME, NamedNode, NotRepresentable, Solutions
from aifkg.jsonld import Context, Unwritable, ask, document
from aifkg.names import BASE
from aifkg.web import freshness
from aifkg.web.asking import refuse_spent
from aifkg.web.finding import Asking
from aifkg.web.query_file import query_file
from aifkg.web.served import Served

T = TypeVar("T")
CONTEXT = "context.jsonld"
"""Where the context is, behind the base."""
_FORMAT = BY_NAME["jsonld"]
_CONTEXTS: dict[str, Context] = {}
"""The context of the snapshot that was asked for last, by its hash."""


async def thing_jsonld(request: Request, iri: str) -> Response:
    """Answer what an IRI names as a document with keys of our own, the thing at its root."""
    # A thing may have the IRI of others; its document has ours.
    address = BASE + request.scope["path"].lstrip("/")
    return await _answered(request, partial(_thing, iri, address))


async def context_jsonld(request: Request) -> Response:
    """Answer the context: what each key means."""
    return await _answered(request, _whole_context)


async def _answered(request: Request, write: Callable[[Asking, Served], bytes]) -> Response:
    """Answer what is written, or 304 to a client that holds it: it follows from the snapshot."""
    served: Served = request.app.state.served
    headers = freshness.headers(served.edition, "keys", _FORMAT.name)
    if freshness.is_held(request, headers):
        return Response(status_code=304, headers=headers)
    body = await _asked(request, write)
    return Response(body, headers=headers, media_type=_FORMAT.media_type)


async def _asked(request: Request, work: Callable[[Asking, Served], T]) -> T:
    """Return what comes of work in a thread that asks the pool, on the client's budget."""
    served: Served = request.app.state.served
    client: str = getattr(request.state, "client", "")
    refuse_spent(served.budget, client)
    asking = Asking(served.pool, asyncio.get_running_loop(), client)
    return await served.threads.run(work, asking, served)


def _thing(iri: str, address: str, asking: Asking, served: Served) -> bytes:
    bindings = {"thing": NamedNode(iri), "document": NamedNode(address)}
    answer = asking.query(query_file("document"), bindings=bindings)
    rows = answer.rows if isinstance(answer, Solutions) else ()
    # Of the evidence, which stands in graphs of its own, the document says where it is.
    statements = [(row[0], row[1], row[2]) for row in rows if row[3] is None]
    try:
        return document(statements, iri, _context(asking, served))
    except Unwritable as error:
        raise NotRepresentable(
            f"The answer cannot be written as {_FORMAT.name}: {error}; ask for another format."
        ) from error


def _whole_context(asking: Asking, served: Served) -> bytes:
    return json.dumps(_context(asking, served).as_json(), indent=2).encode()


def _context(asking: Asking, served: Served) -> Context:
    """Return the context of what is served, made once."""
    context = _CONTEXTS.get(served.sha256)
    if context is None:
        context = Context.of(ask(asking, "context"), served.prefixes)
        _CONTEXTS.clear()
        _CONTEXTS[served.sha256] = context
    return context
