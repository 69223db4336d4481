"""JSON-LD over HTTP: the document of a thing, and the context with the keys of all documents."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from functools import partial

from fastapi import Request, Response

from aifkg.engine import BY_NAME, Bindings, NamedNode, NotRepresentable, Solutions, Written
from aifkg.engine import Request as Question
from aifkg.jsonld import Context, Unwritable, ask, described, document, in_page
from aifkg.web import freshness
from aifkg.web.answers import Answer, Key
from aifkg.web.asking import answer_of, refuse_spent
from aifkg.web.finding import BINDING, Asking
from aifkg.web.query_file import query_file
from aifkg.web.served import Served

FORMAT = BY_NAME["jsonld"]
CONTEXT = "context.jsonld"
"""Where the context is, behind the base."""
_VERSION = "keys"
"""What tells these documents from what the engine writes of the same."""
_CONTEXTS: dict[str, Context] = {}
"""The context of the snapshot that was asked for last, by its hash."""


async def thing_jsonld(request: Request, iri: str) -> Response:
    """Answer what an IRI names as a document with keys of our own, the thing at its root."""
    text = query_file("document")
    bindings = {"thing": NamedNode(iri), "document": NamedNode(f"{iri}.{FORMAT.extension}")}
    return _response(request, await _written(request, text, bindings, partial(_thing, iri)))


async def context_jsonld(request: Request) -> Response:
    """Answer the context: what each key means."""
    return _response(request, await _written(request, CONTEXT, {}, _context_body))


async def schema_block(request: Request, iri: str) -> str:
    """Return what search engines read of a page: data in a script element, which is never run.

    No policy has to allow it, as a block of data is put aside before one is asked (HTML, "prepare
    the script element").
    """
    served: Served = request.app.state.served
    client: str = getattr(request.state, "client", "")
    loop = asyncio.get_running_loop()
    refuse_spent(served.budget, client)
    asking = Asking(served.pool, loop, client)
    content = await loop.run_in_executor(BINDING, _schema, asking, iri)
    return f'<script type="application/ld+json">{content}</script>'


async def _written(
    request: Request,
    text: str,
    bindings: Bindings,
    write: Callable[[Asking, Served], bytes],
) -> Answer:
    """Return an answer from what is held, or write it in a thread, and hold it."""
    served: Served = request.app.state.served
    key = Key.of(Question(text, (FORMAT,), bindings), version=_VERSION)
    held = served.answers.get(key)
    if held is not None:
        return held
    client: str = getattr(request.state, "client", "")
    refuse_spent(served.budget, client)
    loop = asyncio.get_running_loop()
    body = await loop.run_in_executor(BINDING, write, Asking(served.pool, loop, client), served)
    answer = answer_of(served, Written(FORMAT, body, None), version=_VERSION)
    served.answers.hold(key, answer)
    return answer


def _response(request: Request, answer: Answer) -> Response:
    if freshness.is_held(request, answer.headers):
        return Response(status_code=304, headers=dict(answer.headers))
    return Response(answer.body, headers=dict(answer.headers))


def _thing(iri: str, asking: Asking, served: Served) -> bytes:
    bindings = {"thing": NamedNode(iri), "document": NamedNode(f"{iri}.{FORMAT.extension}")}
    answer = asking.query(query_file("document"), bindings=bindings)
    rows = answer.rows if isinstance(answer, Solutions) else ()
    # Of the evidence, which stands in graphs of its own, the document says where it is.
    statements = [(row[0], row[1], row[2]) for row in rows if row[3] is None]
    try:
        return document(statements, iri, _context(asking, served))
    except Unwritable as error:
        raise NotRepresentable(
            f"The answer cannot be written as {FORMAT.name}: {error}; ask for another format."
        ) from error


def _schema(asking: Asking, iri: str) -> str:
    rows = ask(asking, "schema", thing=iri)
    return in_page(
        described(((row["subject"], row["predicate"], row["object"]) for row in rows), iri)
    )


def _context_body(asking: Asking, served: Served) -> bytes:
    return json.dumps(_context(asking, served).as_json(), indent=2).encode()


def _context(asking: Asking, served: Served) -> Context:
    """Return the context of what is served, made once."""
    context = _CONTEXTS.get(served.sha256)
    if context is None:
        context = Context.of(ask(asking, "context"), served.prefixes)
        _CONTEXTS.clear()
        _CONTEXTS[served.sha256] = context
    return context
