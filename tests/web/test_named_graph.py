"""Rules and other graphs that the build fills: what each is, says and holds."""

from __future__ import annotations

import csv
import io
from html import escape

import httpx
import pytest
from rdflib import Dataset, Graph, URIRef
from rdflib.namespace import RDFS, SH

from aifkg.names import BASE, TERM
from tests.conftest import ROOT
from tests.web.conftest import BROWSER
from tests.web.test_resource import RDFLIB
from tests.web.test_sparql import problem

STEMS = sorted(path.stem for path in (ROOT / "ontology" / "rules").glob("*.rq"))


@pytest.mark.parametrize("stem", STEMS)
def test_a_rule_shows_its_text_and_what_it_derives(graph: httpx.Client, stem: str) -> None:
    response = graph.get(f"/rule/{stem}", follow_redirects=True)
    assert response.headers["content-type"].startswith("text/html")
    text = (ROOT / "ontology" / "rules" / f"{stem}.rq").read_text(encoding="utf-8")
    assert escape(text.strip()) in response.text
    count = len(list(csv.DictReader(io.StringIO(graph.get(f"/rule/{stem}.csv").text))))
    said = f"{count:,} statements" if count else "there is no case for it"
    assert said in response.text


@pytest.mark.parametrize("ending", RDFLIB)
def test_a_document_has_the_rule_and_what_it_derives(graph: httpx.Client, ending: str) -> None:
    body = graph.get(f"/rule/memberships.{ending}").text
    found = Graph().parse(data=body, format=RDFLIB[ending], publicID=BASE)
    me = URIRef(f"{BASE}rule/memberships")
    assert "CONSTRUCT" in str(found.value(me, SH.construct))
    assert (me, RDFS.label, None) in found
    assert (None, URIRef(f"{TERM}memberIn"), None) in found


def test_a_dataset_has_what_it_derives_in_its_graph(graph: httpx.Client) -> None:
    data = Dataset().parse(data=graph.get("/rule/memberships.trig").text, format="trig")
    mine = data.graph(URIRef(f"{BASE}rule/memberships"))
    assert (None, URIRef(f"{TERM}memberIn"), None) in mine
    assert (None, URIRef(f"{TERM}memberIn"), None) not in data.default_graph


def test_the_derived_graph_tells_how_much_is_in_it(graph: httpx.Client) -> None:
    response = graph.get("/graph/derived", headers={"Accept": BROWSER}, follow_redirects=True)
    assert response.status_code == 200
    assert "statements:" in response.text
    assert 'href="/rdf-graphs/graph/derived?format=turtle"' in response.text


@pytest.mark.parametrize("name", ["rule/nothing", "graph/nothing", "rule/%3Cb%3E"])
def test_what_is_no_graph_is_not_found(graph: httpx.Client, name: str) -> None:
    problem(graph.get(f"/{name}", headers={"Accept": "text/turtle"}), 404, "not-found")
