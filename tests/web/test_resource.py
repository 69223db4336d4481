"""Each IRI under the base leads to documents about what it names."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

import httpx
import pytest
from rdflib import Dataset, Graph, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, XSD

from aifkg import build
from aifkg.engine import GRAPHS
from aifkg.names import BASE
from aifkg.share import Share
from tests import small
from tests.web.conftest import BROWSER, running
from tests.web.test_sparql import problem

THING = "/id/ai-factory/pharos"
NAMED = URIRef(BASE + THING[1:])
OLD, NEW, GONE = (f"/id/ai-factory/{name}" for name in ("old", "pharos", "gone"))
EVIL = "/id/ai-factory/evil"
MORE = f"""\
<{BASE}{OLD[1:]}> <{DCTERMS.isReplacedBy}> <{BASE}{NEW[1:]}> .
<{BASE}{GONE[1:]}> <{OWL.deprecated}> "true"^^<{XSD.boolean}> .
<{BASE}{EVIL[1:]}> <{RDFS.label}> "<script>alert(1)</script>"@en .
"""
DATA = '<script type="application/ld+json">'
"""The one script that a page has, of a type that no browser runs."""
RDFLIB = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "jsonld": "json-ld"}


@pytest.fixture(scope="module")
def quads() -> str:
    return build.ensure(Share.at(small.root())).quads_path.read_text(encoding="utf-8") + MORE


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, quads: str) -> Iterator[httpx.Client]:
    with running(tmp_path_factory.mktemp("site"), quads) as server:
        yield server.client


@pytest.mark.parametrize(
    ("accept", "ending"),
    [
        (BROWSER, "html"),
        ("text/html", "html"),
        ("*/*", "ttl"),
        ("text/turtle", "ttl"),
        ("application/rdf+xml", "rdf"),
        ("application/ld+json", "jsonld"),
        ("application/json", "json"),
        ("application/n-quads, text/turtle;q=0.5", "nq"),
        ("application/trig", "trig"),
        ("application/n-triples", "nt"),
        ("text/csv", "csv"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_thing_leads_to_the_document_that_a_client_likes_best(
    site: httpx.Client, method: str, accept: str, ending: str
) -> None:
    led = site.request(method, THING, headers={"Accept": accept})
    assert (led.status_code, led.headers["location"]) == (303, f"pharos.{ending}")
    assert led.headers["vary"] == "Accept"
    document = site.request(method, f"{THING}.{ending}")
    assert document.status_code == 200
    assert document.headers["content-location"] == f"{THING}.{ending}"


def test_who_takes_none_of_the_formats_is_told_them(site: httpx.Client) -> None:
    content = problem(site.get(THING, headers={"Accept": "image/png"}), 406, "not-acceptable")
    assert "text/turtle" in str(content["detail"])


@pytest.mark.parametrize("ending", RDFLIB)
def test_a_document_says_what_it_is_about_and_names_all_it_names(
    site: httpx.Client, ending: str
) -> None:
    response = site.get(f"{THING}.{ending}")
    graph = Graph().parse(data=response.text, format=RDFLIB[ending], publicID=BASE)
    assert (NAMED, RDFS.label, None) in graph
    topic = URIRef("http://xmlns.com/foaf/0.1/primaryTopic")
    assert (URIRef(f"{NAMED}.{ending}"), topic, NAMED) in graph
    ours = {one for _, _, one in graph.triples((NAMED, None, None)) if str(one).startswith(BASE)}
    assert ours
    assert all((one, RDFS.label, None) in graph for one in ours)
    assert any(graph.triples((None, None, NAMED)))
    others = (one for one in graph if str(one[0]).startswith(BASE + "id/") and one[0] != NAMED)
    for subject, predicate, value in others:
        is_document = str(subject).rpartition(".")[0] == str(NAMED)
        is_name = predicate in (RDFS.label, RDF.type)
        assert is_name or value == NAMED or is_document, subject


def test_every_format_has_a_type_of_its_own(site: httpx.Client) -> None:
    for format_ in GRAPHS:
        response = site.get(f"{THING}.{format_.extension}")
        assert response.headers["content-type"].partition(";")[0] == format_.media_type


@pytest.mark.parametrize(("ending", "format_"), [("trig", "trig"), ("nq", "nquads")])
def test_a_dataset_has_the_passages_behind_each_statement(
    site: httpx.Client, ending: str, format_: str
) -> None:
    data = Dataset().parse(data=site.get(f"{THING}.{ending}").text, format=format_)
    passages = {graph for _, _, _, graph in data.quads((NAMED, None, None, None)) if graph}
    stated = [one for one in passages if str(one).startswith(BASE + "source/")]
    assert stated
    locator = URIRef(BASE + "ontology#locator")
    assert all((one, locator, None) in data.default_graph for one in stated)


def test_the_page_shows_each_value_with_its_numbered_source(site: httpx.Client) -> None:
    response = site.get(f"{THING}.html")
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert re.findall("<script[^>]*>", response.text) == [DATA]
    numbers = set(re.findall(r'href="#source-(\d+)"', response.text))
    assert numbers
    assert numbers == set(re.findall(r'<li id="source-(\d+)"', response.text))
    for link in set(re.findall(r'href="(/[^"#]*)', response.text)):
        assert site.get(link, follow_redirects=True).status_code == 200, link


def test_data_is_hostile_until_escaped(site: httpx.Client) -> None:
    text = site.get(f"{EVIL}.html").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert re.findall("<script[^>]*>", text) == [DATA]


def test_the_plain_view_has_sources_for_each_value(site: httpx.Client) -> None:
    content = site.get(f"{THING}.json").json()
    assert content["iri"] == str(NAMED)
    stated = [
        value
        for one in content["properties"]
        for value in one["values"]
        if value["standing"] == "stands"
    ]
    assert stated
    for value in stated:
        assert value["text"]
        for place in value.get("evidence", []):
            assert {"passage", "source", "title", "locator"} <= place.keys()


def test_the_table_has_a_row_for_each_statement(site: httpx.Client) -> None:
    rows = list(csv.DictReader(io.StringIO(site.get(f"{THING}.csv").text)))
    assert rows
    assert all(row["property"] and row["value"] and row["standing"] for row in rows)
    assert any(row["locator"] for row in rows)


@pytest.mark.parametrize("ending", ["", ".html", ".ttl", ".json", ".csv"])
def test_what_is_not_there_is_not_found(site: httpx.Client, ending: str) -> None:
    content = problem(
        site.get(f"/id/ai-factory/faros{ending}", headers={"Accept": "text/turtle"}),
        404,
        "not-found",
    )
    assert "nothing called" in str(content["detail"])


@pytest.mark.parametrize(
    "name", ["%3Cscript%3E", "a%0Ab", "a b", "%C3%A9", "a" * 400, "..%2F..%2Fx"]
)
def test_what_can_be_no_name_of_ours_is_not_found(site: httpx.Client, name: str) -> None:
    problem(site.get(f"/id/ai-factory/{name}"), 404, "not-found")


def test_a_wrong_name_is_told_near_ones(site: httpx.Client) -> None:
    content = problem(site.get("/id/ai-factory/pharo"), 404, "not-found")
    assert content["did_you_mean"]
    assert "Did you mean" in str(content["detail"])


@pytest.mark.parametrize("ending", ["", ".ttl", ".html"])
def test_what_was_replaced_leads_to_what_replaced_it(site: httpx.Client, ending: str) -> None:
    moved = site.get(OLD + ending)
    assert (moved.status_code, moved.headers["location"]) == (308, NEW + ending)
    assert site.get(GONE + ending).status_code == 410


def test_a_client_that_holds_a_document_is_spared_it(site: httpx.Client) -> None:
    for ending in ("ttl", "html", "json", "csv", "trig"):
        first = site.get(f"{THING}.{ending}")
        again = site.get(f"{THING}.{ending}", headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b""), ending
        assert again.headers["etag"] == first.headers["etag"]


def test_a_passage_has_a_place_on_the_page_of_its_source(site: httpx.Client, quads: str) -> None:
    passages = set(re.findall(rf"<{re.escape(BASE)}(source/[^>#]+)#([^>]+)>", quads))
    assert passages
    for source, fragment in sorted(passages):
        assert f'<dt id="{fragment}">' in site.get(f"/{source}.html").text
