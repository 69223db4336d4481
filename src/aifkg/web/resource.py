"""Resources: each IRI under the base answers, with a document about what it names.

A resource is no document, so its IRI leads to one by 303 (Cool URIs for the Semantic Web, W3C, 3
December 2008); which one follows from Accept, or from the ending that a client puts behind it.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import Request, Response
from starlette.routing import BaseRoute, Route

from aifkg.engine import BY_NAME, GRAPHS, Bindings, Format, NamedNode
from aifkg.engine import Request as Question
from aifkg.names import BASE, DATASET, PrefixTable, answered_at, named_at
from aifkg.show import AmbiguousThing, Finder, UnknownThing
from aifkg.web import freshness, page
from aifkg.web.asking import ask
from aifkg.web.discovery.catalog import dataset
from aifkg.web.discovery.signposting import header, signposted
from aifkg.web.field import field_value
from aifkg.web.finding import finder
from aifkg.web.layout import document_of, view_of
from aifkg.web.negotiate import choose
from aifkg.web.problem import Problem
from aifkg.web.query_file import query_file
from aifkg.web.served import Served

SPACES = ("id", "source", "verdict", "dispute", "code", "graph", "rule")
"""What the IRIs of resources begin with, behind the base."""
SINGLE = ("ontology", "shapes", "dataset")
"""Resources whose IRIs have no further part."""
HTML = Format("html", "text/html", "html", ("application/xhtml+xml",))
JSON = Format("json", "application/json", "json")
CSV = Format("csv", "text/csv", "csv")
OFFERED = (GRAPHS[0], JSON, *GRAPHS[1:], HTML, CSV)
"""What a document may be written as; the first of equals is sent."""
BY_ENDING = {format_.extension: format_ for format_ in OFFERED}
_ENDING = re.compile(rf"(?P<name>.+)\.(?P<ending>{'|'.join(BY_ENDING)})", re.ASCII)
_NAME = re.compile(r"[A-Za-z0-9._~/-]{1,300}", re.ASCII)
_VARY = "Accept"
_MOST_NEAR = 3


@dataclass(frozen=True, slots=True)
class State:
    """Whether the graph holds a resource, and what has become of it."""

    is_held: bool
    is_withdrawn: bool
    replacement: str | None


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
    iri = await held(request, name, ending)
    response = await _written(request, iri, path, name, ending) if ending else led(request, name)
    if response.status_code != HTTPStatus.NOT_MODIFIED:
        response.headers["Link"] = header((await signposted(request, name)).links(ending))
    return response


async def held(request: Request, name: str, ending: str = "") -> NamedNode:
    """Return the IRI of what a path names; raise Problem where the graph holds no such thing."""
    if not _NAME.fullmatch(name):
        raise _not_found(name)
    iri = NamedNode(named_at(BASE + name))
    await _refuse_gone(request, iri, ending)
    return iri


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


async def _refuse_gone(request: Request, iri: NamedNode, ending: str) -> None:
    """Raise Problem where there is no such resource, or lead to the one that replaced it."""
    state = await _state(request, iri)
    if state.replacement is not None and state.replacement.startswith(BASE):
        place = "/" + state.replacement.removeprefix(BASE) + (f".{ending}" if ending else "")
        detail = f"<{iri.value}> was replaced by <{state.replacement}>."
        headers = {"Location": place}
        raise Problem(308, "replaced", "The resource was replaced", detail, headers=headers)
    if state.is_withdrawn:
        detail = f"<{iri.value}> was withdrawn, and nothing replaces it."
        raise Problem(410, "withdrawn", "The resource was withdrawn", detail)
    if not state.is_held:
        served: Served = request.app.state.served
        client: str = getattr(request.state, "client", "")
        found = finder(served.pool, served.prefixes, client)
        near = await asyncio.to_thread(_near, found, served.prefixes, iri.value)
        raise _not_found(answered_at(iri.value).removeprefix(BASE), near)


async def _state(request: Request, iri: NamedNode) -> State:
    question = Question(query_file("state"), (BY_NAME["json"],), {"thing": iri})
    (row, *_) = json.loads((await ask(request, question)).body)["results"]["bindings"]
    said = {name: term["value"] for name, term in row.items()}
    return State(said["is_held"] == "true", said["is_withdrawn"] == "true", said.get("replacement"))


def _near(found: Finder, prefixes: PrefixTable, iri: str) -> tuple[str, ...]:
    """Return names of things that a wrong IRI may have meant."""
    place = prefixes.file_of_iri(iri)
    kind, slug = place or ("", iri.rpartition("/")[2])
    try:
        thing = found.thing(slug.replace("-", " "), (kind,) if kind else ())
    except AmbiguousThing as error:
        return tuple(curie for curie, _ in error.candidates[:_MOST_NEAR])
    except UnknownThing as error:
        return error.suggestions
    return (prefixes.shorten(thing),)


def _not_found(name: str, near: tuple[str, ...] = ()) -> Problem:
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    detail = f"The graph holds nothing called <{BASE}{name[:200]}>.{hint}"
    return Problem(
        404, "not-found", "There is no such resource", detail, did_you_mean=list(near) or None
    )
