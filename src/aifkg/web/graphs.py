"""The graphs, one at a time: the Graph Store Protocol, for reading (W3C, 21 March 2013).

A graph is named by `?graph=<iri>` or `?default`, or by the path: what follows `/rdf-graphs/` in it
follows the base in the graph's IRI. A passage is named with a fragment, which no client sends as
such, so that its `#` is written `%23`: `/rdf-graphs/source/<source>%23<passage>`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from fastapi import Request, Response

from aifkg.engine import BY_NAME, Bindings, NamedNode
from aifkg.engine import Request as Question
from aifkg.names import BASE
from aifkg.web.asking import ask
from aifkg.web.problem import ParameterProblem, Problem, read_only
from aifkg.web.protocol import Asked, fields, one
from aifkg.web.query_file import query_file
from aifkg.web.sparql import respond

METHODS = ("GET", "HEAD", "OPTIONS", "PUT", "POST", "DELETE", "PATCH")
"""The methods of the protocol; those that write are refused in a sentence."""
_READING = ("GET", "HEAD")
_ALLOW = {"Allow": "GET, HEAD, OPTIONS"}
_SHOWN = 200


async def graphs(request: Request) -> Response:
    """Answer one graph, whole."""
    if request.method == "OPTIONS":
        return Response(status_code=204, headers=_ALLOW)
    if request.method not in _READING:
        raise read_only(_ALLOW)
    given = fields(request.scope["query_string"])
    name = _name(request.path_params.get("path", ""), given)
    format_name = one(given, "format")
    if name is None:
        return await respond(request, Asked(query_file("default-graph"), format_name))
    bindings = {"graph": name}
    if not await _exists(request, bindings):
        raise _not_found(name.value)
    asked = Asked(query_file("named-graph"), format_name)
    return await respond(request, asked, bindings=bindings)


def _name(path: str, given: Sequence[tuple[str, str]]) -> NamedNode | None:
    """Return the name of the graph that is asked for, or None where it is the default graph."""
    graph, default = one(given, "graph"), one(given, "default")
    named = [name for name, value in (("graph", graph), ("default", default)) if value is not None]
    if path:
        named.append(f"the path /{path[:_SHOWN]}")
    if len(named) != 1:
        raise ParameterProblem(
            "One graph is named, by graph=<iri>, by default or by the path after /rdf-graphs/; "
            f"this request names {' and '.join(named) or 'none'}."
        )
    if default:
        raise ParameterProblem(f'The parameter default takes no value; it has "{default[:40]}".')
    if default is not None:
        return None
    return _absolute(BASE + path if graph is None else graph)


def _absolute(iri: str) -> NamedNode:
    try:
        return NamedNode(iri)
    except ValueError:
        said = f'such as {BASE}graph/derived, not "{iri[:80]}"'
        raise ParameterProblem(f"A graph is named by an absolute IRI {said}.") from None


async def _exists(request: Request, bindings: Bindings) -> bool:
    question = Question(query_file("is-graph"), (BY_NAME["json"],), bindings)
    answer = await ask(request, question)
    return bool(json.loads(answer.body)["boolean"])


def _not_found(iri: str) -> Problem:
    detail = f"There is no graph <{iri[:_SHOWN]}>."
    if "#" not in iri:
        detail += " A passage is named with its fragment, whose # is written %23 in a URL."
    return Problem(404, "graph-not-found", "There is no such graph", detail)
