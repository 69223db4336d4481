"""A saved question as a resource: its IRI answers the question, its documents describe it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from fastapi import Request, Response
from starlette.routing import BaseRoute, Route

from aifkg.engine import GRAPHS, Bindings, Form, Format, Literal, NamedNode, form_of, offered
from aifkg.library import SavedQuery
from aifkg.names import BASE
from aifkg.web import page
from aifkg.web.chosen import HTML, JSON
from aifkg.web.document import english
from aifkg.web.field import field_value
from aifkg.web.negotiate import choose
from aifkg.web.plain_view import view
from aifkg.web.protocol import fields, one
from aifkg.web.question import find, question
from aifkg.web.told import told

_TEXT = Format("sparql", "application/sparql-query", "rq")
_OFFERED = (*GRAPHS, JSON, _TEXT, HTML)
_SH = "http://www.w3.org/ns/shacl#"
_KINDS: Mapping[Form, tuple[str, str]] = {
    Form.SELECT: (f"{_SH}SPARQLSelectExecutable", f"{_SH}select"),
    Form.ASK: (f"{_SH}SPARQLAskExecutable", f"{_SH}ask"),
    Form.CONSTRUCT: (f"{_SH}SPARQLConstructExecutable", f"{_SH}construct"),
    Form.DESCRIBE: (f"{_SH}SPARQLExecutable", "http://www.w3.org/1999/02/22-rdf-syntax-ns#value"),
}


def routes() -> list[BaseRoute]:
    """Return the routes of the saved questions."""
    return [
        Route("/query/{name}.{ending}", saved_document),
        Route("/query/{name}", saved_question),
    ]


async def saved_question(request: Request) -> Response:
    """Answer a saved question; lead who takes nothing that it is answered in to its description."""
    place = _described_at(request)
    if place is None:
        return await question(request)
    headers = {"Location": place, "Vary": "Accept", "Cache-Control": "no-cache"}
    return Response(status_code=303, headers=headers)


async def saved_document(request: Request) -> Response:
    """Answer what a saved question asks and takes, and its text."""
    saved = find(request.app.state.library, request.path_params["name"])
    return await told(
        request,
        f"query/{saved.name}",
        stem="saved-document",
        bindings=_bindings(saved),
        views={
            "json": lambda: view(request, _json(saved), "json", JSON.media_type),
            "rq": lambda: view(request, saved.text.encode(), "rq", _TEXT.media_type),
            "html": lambda: _page(saved),
        },
        offered=_OFFERED,
    )


def _described_at(request: Request) -> str | None:
    """Return the description that a client likes better than any answer, or None.

    What a question is answered in goes first: a client that takes anything gets the answer.
    """
    accept = field_value(request, "accept")
    if not accept or one(fields(request.scope["query_string"]), "format") or page.wanted(request):
        return None
    saved = find(request.app.state.library, request.path_params["name"])
    answers = offered(form_of(saved.text))
    described = (_TEXT, *(format_ for format_ in GRAPHS if format_ not in answers))
    best = choose(accept, (*answers, *described))
    return f"{saved.name}.{best.extension}" if best in described else None


def _page(saved: SavedQuery) -> Response:
    """Lead to the page of the answer, which shows the query too."""
    return Response(status_code=303, headers={"Location": f"/query/{saved.name}?format=html"})


def _bindings(saved: SavedQuery) -> Bindings:
    kind, carries = _KINDS[form_of(saved.text)]
    return {
        "kind": NamedNode(kind),
        "carries": NamedNode(carries),
        "titled": english(saved.title),
        "asks": english(saved.question),
        "takes": english(" ".join(filter(None, (saved.note, _takes(saved))))),
        "text": Literal(saved.text),
    }


def _takes(saved: SavedQuery) -> str:
    """Return what the question takes, as a sentence."""
    parts = [
        f"{one.name}, {one.label} ({'required' if one.required else 'may be left out'})"
        for one in saved.parameters
    ]
    return f"Parameters: {'; '.join(parts)}." if parts else ""


def _json(saved: SavedQuery) -> bytes:
    parameters: list[dict[str, Any]] = [
        {
            "name": one.name,
            "label": one.label,
            "type": str(one.type),
            "required": one.required,
            "values": list(one.values) or None,
            "default": one.default,
            "example": one.example,
        }
        for one in saved.parameters
    ]
    content = {
        "iri": f"{BASE}query/{saved.name}",
        "title": saved.title,
        "question": saved.question,
        **({"note": saved.note} if saved.note else {}),
        "tags": list(saved.tags),
        "view": str(saved.view),
        "parameters": [{k: v for k, v in each.items() if v is not None} for each in parameters],
        "query": saved.text,
    }
    return json.dumps(content, ensure_ascii=False, indent=2).encode()
