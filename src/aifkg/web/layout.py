"""The layout: which page and which document a resource has, by where its IRI lies."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from fastapi import Request, Response

from aifkg.engine import Format
from aifkg.web.codes import code_page
from aifkg.web.constraints import shapes_csv, shapes_json
from aifkg.web.discovery.dataset_page import dataset_page
from aifkg.web.jsonld import thing_jsonld
from aifkg.web.named_graph import graph_csv, graph_page
from aifkg.web.shapes import shapes_page
from aifkg.web.terms import terms_csv, terms_json, terms_page
from aifkg.web.thing import thing_csv, thing_json, thing_page

View: TypeAlias = Callable[[Request, str], Awaitable[Response]]
_THING: Mapping[str, View] = {
    "html": thing_page,
    "json": thing_json,
    "csv": thing_csv,
    "jsonld": thing_jsonld,
}
_GRAPH: Mapping[str, View] = {"html": graph_page, "json": thing_json, "csv": graph_csv}
_VIEWS: Mapping[str, Mapping[str, View]] = {
    "ontology": {"html": terms_page, "json": terms_json, "csv": terms_csv},
    "shapes": {"html": shapes_page, "json": shapes_json, "csv": shapes_csv},
    "graph": _GRAPH,
    "rule": _GRAPH,
    "code": {**_THING, "html": code_page},
    "dataset": {"html": dataset_page, "json": thing_json, "csv": thing_csv},
}
_GRAPHS = ("shapes", "graph", "rule")
_SCHEME = re.compile("code/[^/]+")


def view_of(name: str, ending: str) -> View | None:
    """Return what answers a resource in a format that no query writes, or None.

    What describes many things has no JSON-LD of its own: none of them is the root of a tree.
    """
    if ending == "jsonld" and _SCHEME.fullmatch(name):
        return None
    return _VIEWS.get(_space(name), _THING).get(ending)


def document_of(name: str, format_: Format) -> str:
    """Return the stem of the query that gives the document of a resource in a format."""
    if name == "ontology":
        return "ontology-document"
    if _space(name) in _GRAPHS:
        return "graph-document" if format_.has_graphs else "graph-triples"
    return "scheme-document" if _SCHEME.fullmatch(name) else "document"


def _space(name: str) -> str:
    return name.partition("/")[0]
