"""Resources: each IRI under the base answers, with a document about what it names.

A resource is no document, so its IRI leads to one by 303 (Cool URIs for the Semantic Web, W3C, 3
December 2008); which one follows from Accept, or from the ending that a client puts behind it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from functools import partial
from http import HTTPStatus

from fastapi import Request, Response
from starlette.routing import BaseRoute, Route

from aifkg.engine import GRAPHS, Bindings, Format, NamedNode
from aifkg.engine import Request as Question
from aifkg.names import BASE, DATASET, named_at
from aifkg.web import freshness, page
from aifkg.web.asking import ask
from aifkg.web.chosen import CSV, HTML, JSON
from aifkg.web.discovery.catalog import dataset
from aifkg.web.discovery.signposting import header, signposted
from aifkg.web.field import field_value
from aifkg.web.layout import document_of, view_of
from aifkg.web.links import local
from aifkg.web.negotiate import choose
from aifkg.web.problem import Problem
from aifkg.web.query_file import query_file
from aifkg.web.standing import State, not_found, standing

SPACES = ("id", "source", "verdict", "dispute", "code", "graph", "rule")
"""What the IRIs of resources begin with, behind the base."""
SINGLE = ("ontology", "shapes", "dataset")
"""Resources whose IRIs have no further part."""
OFFERED = (GRAPHS[0], JSON, *GRAPHS[1:], HTML, CSV)
"""What a document may be written as; the first of equals is sent."""
BY_ENDING = {format_.extension: format_ for format_ in OFFERED}
_ENDING = re.compile(rf"(?P<name>.+)\.(?P<ending>{'|'.join(BY_ENDING)})", re.ASCII)
_NAME = re.compile(r"[A-Za-z0-9._~/-]{1,300}", re.ASCII)
_VARY = "Accept"


def routes() -> list[BaseRoute]:
    """Return the routes of all resources."""
    spaces = [Route(f"/{space}/{{name:path}}", resource) for space in SPACES]
    single = [Route(f"/{name}{{ending:path}}", resource) for name in SINGLE]
    return [*spaces, *single]


async def resource(request: Request) -> Response:
    """Lead to a document about the resource, or answer that document."""
    path = request.scope["path"].lstrip("/")
    match = _ENDING.fullmatch(path)
    name, ending = (match["name"], match["ending"]) if match else (path, "")
    iri, state = await held(request, name, partial(_place, ending=ending))
    response = await _written(request, iri, path, name, ending) if ending else led(request, name)
    if response.status_code != HTTPStatus.NOT_MODIFIED:
        response.headers["Link"] = header(signposted(name, state).links(ending))
    if ending and state.modified is not None:
        response.headers["Last-Modified"] = _moment(state.modified)
    return response


async def held(request: Request, name: str, leads: Callable[[str], str]) -> tuple[NamedNode, State]:
    """Return the IRI of what a path names, and its state; raise Problem where it is not held.

    `leads` says where to lead who asks for one that was replaced, by the IRI of the other.
    """
    if not _NAME.fullmatch(name):
        raise not_found(name)
    iri = NamedNode(named_at(BASE + name))
    return iri, await standing(request, iri, leads)


def _place(iri: str, ending: str) -> str:
    """Return where a resource, or its document with an ending, is."""
    return local(iri) + (f".{ending}" if ending else "")


def _moment(day: str) -> str:
    """Return the beginning of a day as HTTP writes it."""
    return format_datetime(datetime.combine(date.fromisoformat(day), time(), UTC), usegmt=True)


async def _written(request: Request, iri: NamedNode, path: str, name: str, ending: str) -> Response:
    """Answer a document about the resource."""
    format_ = BY_ENDING[ending]
    view = view_of(name, ending)
    if view is not None:
        response = await view(request, iri.value)
        response.headers["Content-Location"] = f"/{path}"
        return response
    if iri.value == DATASET:
        response = await dataset(request, path, format_.name)
        response.headers["Content-Location"] = f"/{path}"
        return response
    return await _document(request, iri, path, format_)


def led(request: Request, name: str, offered: Sequence[Format] = OFFERED) -> Response:
    """Lead to the document that a client likes best: by a relative address, since none is ours."""
    accept = field_value(request, "accept")
    is_page = page.wanted(request)
    format_ = HTML if is_page else choose(accept, offered)
    if format_ is None:
        types = ", ".join(one.media_type for one in offered)
        detail = f"A document can be written as {types}; Accept allows none of them."
        raise Problem(406, "not-acceptable", "No format on offer is acceptable", detail)
    place = f"{name.rpartition('/')[2]}.{format_.extension}"
    headers = {"Location": place, "Vary": _VARY, "Cache-Control": "no-cache"}
    return Response(status_code=303, headers=headers)


async def _document(request: Request, iri: NamedNode, path: str, format_: Format) -> Response:
    """Answer the document of a resource in a format of RDF."""
    bindings: Bindings = {"thing": iri, "document": NamedNode(BASE + path)}
    stem = document_of(iri.value.removeprefix(BASE), format_)
    question = Question(query_file(stem), (format_,), bindings, as_quads=True)
    answer = await ask(request, question, version="document")
    headers = {**answer.headers, "Content-Location": f"/{path}"}
    if freshness.is_held(request, headers):
        return Response(status_code=304, headers=headers)
    return Response(answer.body, headers=headers)
