"""The reference of the ontology: each term by chapter, with its use, its shape and its query."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html import unescape

import httpx
import pytest
from rdflib import Dataset, Graph, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SKOS

from aifkg import build
from aifkg.names import BASE, TERM
from aifkg.share import Share
from tests import small
from tests.web.conftest import running
from tests.web.test_resource import RDFLIB

EVIL = "<script>alert(1)</script>"
MORE = f"""\
<{TERM}evil> <{RDFS.isDefinedBy}> <{BASE}ontology> .
<{TERM}evil> <{RDFS.label}> "{EVIL}"@en .
<{TERM}evil> <{SKOS.definition}> "{EVIL}"@en .
<{TERM}evil> <http://purl.org/dc/terms/subject> <{BASE}code/chapter/things> .
<{TERM}evil> <{RDFS.range}> <javascript:alert(1)> .
<{BASE}id/x/y> <{TERM}evil> "{EVIL}" .
"""


@pytest.fixture(scope="module")
def quads() -> str:
    return build.ensure(Share.at(small.root())).quads_path.read_text(encoding="utf-8") + MORE


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, quads: str) -> Iterator[httpx.Client]:
    with running(tmp_path_factory.mktemp("terms"), quads) as server:
        yield server.client


@pytest.fixture(scope="module")
def text(site: httpx.Client) -> str:
    return site.get("/ontology.html").text


def part(text: str, name: str) -> str:
    found = re.search(rf'<section class="term" id="{name}">.*?</section>', text, re.DOTALL)
    assert found, name
    return found[0]


def test_each_term_has_one_part_in_which_a_fragment_finds_it(text: str, quads: str) -> None:
    defined = re.compile(
        rf"^<{re.escape(TERM)}(\w+)> <{RDFS.isDefinedBy}> <{re.escape(BASE)}ontology> \.$", re.M
    )
    names = defined.findall(quads)
    assert len(names) > 200
    assert sorted(names) == sorted(re.findall(r'<section class="term" id="(\w+)"', text))
    assert len(places := re.findall(r'\bid="([^"]+)"', text)) == len(set(places))


def test_a_class_is_told_with_its_place_its_use_and_its_shape(text: str) -> None:
    told = part(text, "AIFactory")
    assert 'AI factory <a href="#AIFactory"><code>aif:AIFactory</code></a>' in told
    for link in ("#Thing", "https://schema.org/Organization", "/id/ai-factory", "#Organisation"):
        assert f'href="{link}"' in told
    assert '<a href="/id/ai-factory/' in told
    assert 'href="/shapes#AIFactory-hostedBy">aif:hostedBy of an AI factory takes' in told
    assert re.search(r"<dt>things</dt><dd>\d+;", told)


def test_a_property_is_told_with_its_values_its_users_and_its_units(text: str) -> None:
    amount = part(text, "amount")
    assert "<dt>values</dt><dd>one value</dd>" in amount
    assert '<dt>unit</dt><dd><a href="#currency">' in amount
    assert '<a href="#Commitment">commitment of money</a> ' in amount
    assert '<dt>unit of</dt><dd><a href="#amount">' in part(text, "currency")
    assert "which changes with time" in part(text, "deploymentStatus")
    assert "<code>^aif:hostedBy</code>" in part(text, "hostedBy")
    assert "any number of values" in part(text, "partner")
    assert 'href="#code-status"' in part(text, "AIFactory")


def test_its_queries_are_answered_and_no_robot_is_led_to_them(
    site: httpx.Client, text: str
) -> None:
    queries = re.findall(r'<a href="(/sparql\?[^"]+)"( rel="nofollow")?>', text)
    assert len(queries) > 200
    assert all(rel for _, rel in queries)
    for address, _ in queries[:: len(queries) // 12]:
        assert site.get(unescape(address)).status_code == 200, address


def test_its_links_lead_somewhere(site: httpx.Client, text: str) -> None:
    places = set(re.findall(r'\bid="([^"]+)"', text))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= places
    for link in set(re.findall(r'href="(/[^"#?]*)', text)) - {"/sparql"}:
        assert site.get(link, follow_redirects=True).status_code == 200, link


def test_codes_stand_with_what_they_mean_and_how_often_they_are_used(text: str) -> None:
    assert re.search(
        r'<li id="code-status-new"><a href="/code/status/new">new</a> <small>\d+ uses?</small>'
        r"<br>The factory gets",
        text,
    )


def test_terms_are_hostile_until_escaped(text: str) -> None:
    assert "<script" not in text
    assert "javascript:alert(1)</" in text
    assert 'href="javascript' not in text


def test_the_page_stays_below_400_kilobytes(site: httpx.Client) -> None:
    # What is used more is told no longer: the page grows with the terms alone.
    assert len(site.get("/ontology.html").content) < 400_000


@pytest.mark.parametrize("ending", RDFLIB)
def test_a_document_is_the_ontology_itself(site: httpx.Client, quads: str, ending: str) -> None:
    ontology = URIRef(f"{BASE}ontology")
    body = site.get(f"/ontology.{ending}").text
    graph = Graph().parse(data=body, format=RDFLIB[ending], publicID=BASE)
    assert (ontology, RDF.type, OWL.Ontology) in graph
    terms = set(graph.subjects(RDFS.isDefinedBy, ontology))
    whole = Dataset().parse(data=quads, format="nquads").default_graph
    assert terms == set(whole.subjects(RDFS.isDefinedBy, ontology))
    for term in terms:
        assert set(graph.predicate_objects(term)) == set(whole.predicate_objects(term)), term


def test_the_table_has_a_row_for_each_term(site: httpx.Client, text: str) -> None:
    rows = list(csv.DictReader(io.StringIO(site.get("/ontology.csv").text)))
    assert len(rows) == text.count('<section class="term"')
    by_term = {row["term"]: row for row in rows}
    assert by_term[f"{TERM}hostedBy"]["values"] == "one"
    assert by_term[f"{TERM}AIFactory"]["kind"] == "class"
    content = site.get("/ontology.json").json()
    assert [one["term"] for one in content["terms"]] == [row["term"] for row in rows]


@pytest.mark.parametrize("ending", ["html", "ttl", "json", "csv"])
def test_who_holds_the_reference_is_spared_it(site: httpx.Client, ending: str) -> None:
    first = site.get(f"/ontology.{ending}")
    again = site.get(f"/ontology.{ending}", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = site.head(f"/ontology.{ending}")
    assert (head.status_code, head.content) == (200, b"")
