"""Types of problems: each that the server can send has a page, and each page is of one it sends."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import httpx
import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import RDFS, SKOS

from aifkg import web
from aifkg.names import BASE
from aifkg.web.problem import ENGINE
from aifkg.web.problem_types import problem_types
from tests.web.conftest import BROWSER
from tests.web.test_sparql import problem

_ROUTED = (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED)
"""What the router itself answers."""


def slugs_in(path: Path) -> Iterator[str]:
    """Yield the names of types in the code of a module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(
                func=ast.Name(id="Problem") | ast.Attribute(attr="__init__"),
                args=[_, ast.Constant(value=str(slug)), *_],
            ):
                yield slug


def sent() -> set[str]:
    files = Path(web.__file__).parent.rglob("*.py")
    found = {slug for path in files for slug in slugs_in(path)}
    found |= {slug for _, _, slug, _ in ENGINE}
    return found | {status.phrase.lower().replace(" ", "-") for status in _ROUTED}


def test_each_type_that_is_sent_is_told_of_and_no_other() -> None:
    assert len(sent()) > 25
    assert set(problem_types()) == sent()


@pytest.mark.parametrize("slug", sorted(problem_types()))
def test_a_type_is_told_in_sentences(slug: str) -> None:
    told = problem_types()[slug]
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", slug)
    assert told.title
    assert not told.title.endswith(".")
    for text in (told.means, told.when, told.do):
        assert re.fullmatch(r"[A-Z/].*\.", text), text


def test_a_problem_leads_to_the_page_that_tells_of_it(client: httpx.Client) -> None:
    content = problem(client.get("/sparql?query=SELECT"), 400, "query-syntax")
    place = str(content["type"]).removeprefix(BASE)
    response = client.get(f"/{place}", headers={"Accept": BROWSER}, follow_redirects=True)
    assert response.status_code == 200
    assert problem_types()["query-syntax"].do in response.text


def test_a_type_is_told_as_data(client: httpx.Client) -> None:
    body = client.get("/problem/busy.ttl").text
    graph = Graph().parse(data=body, format="turtle")
    me, told = URIRef(f"{BASE}problem/busy"), problem_types()["busy"]
    assert str(graph.value(me, RDFS.label)) == told.title
    assert str(graph.value(me, SKOS.definition)) == told.means
    assert client.get("/problem/busy.json").json()["do"] == told.do


@pytest.mark.parametrize("slug", ["bussy", "%3Cscript%3E", "x" * 300, "busy.exe", "busy.csv"])
def test_what_is_no_type_is_not_found(client: httpx.Client, slug: str) -> None:
    problem(client.get(f"/problem/{slug}"), 404, "not-found")


def test_a_misspelt_type_is_told_near_ones(client: httpx.Client) -> None:
    assert problem(client.get("/problem/bussy"), 404, "not-found")["did_you_mean"] == ["busy"]


def test_who_holds_a_type_is_spared_it(client: httpx.Client) -> None:
    for ending in ("html", "ttl", "json"):
        first = client.get(f"/problem/busy.{ending}")
        held = {"If-None-Match": first.headers["etag"]}
        assert client.get(f"/problem/busy.{ending}", headers=held).status_code == 304
