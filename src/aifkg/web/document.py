"""A document: what a query of this room says of a resource, in a format of RDF."""

from __future__ import annotations

import hashlib

from fastapi import Request, Response

from aifkg.engine import Bindings, Format, Literal, NamedNode
from aifkg.engine import Request as Question
from aifkg.names import BASE
from aifkg.web import freshness
from aifkg.web.asking import ask
from aifkg.web.query_file import query_file


async def document(
    request: Request, stem: str, name: str, format_: Format, bindings: Bindings
) -> Response:
    """Answer what `<stem>.rq` says of the resource that is called `name` below the base.

    What is bound may come from elsewhere than the snapshot, and is part of the tag.
    """
    place = f"{name}.{format_.extension}"
    bound: Bindings = {
        "thing": NamedNode(BASE + name),
        "document": NamedNode(BASE + place),
        **bindings,
    }
    question = Question(query_file(stem), (format_,), bound, as_quads=True)
    answer = await ask(request, question, version=_version(bound))
    headers = {**answer.headers, "Content-Location": f"/{place}"}
    if freshness.is_held(request, headers):
        return Response(status_code=304, headers=headers)
    return Response(answer.body, headers=headers)


def english(text: str) -> Literal:
    """Return a text of ours as a term."""
    return Literal(text, language="en")


def _version(bindings: Bindings) -> str:
    said = "".join(f"{name} {term}\n" for name, term in sorted(bindings.items()))
    return hashlib.sha256(said.encode()).hexdigest()[:12]
