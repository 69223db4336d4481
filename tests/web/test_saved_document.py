"""A saved question as a resource: answered to who asks, described to who takes no answer."""

from __future__ import annotations

import httpx
import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, RDFS, SH

from aifkg.names import BASE
from tests.web.conftest import BROWSER, QUERIES
from tests.web.test_resource import RDFLIB
from tests.web.test_sparql import problem

TEXT = (QUERIES / "factories.rq").read_text(encoding="utf-8")
ME = URIRef(f"{BASE}query/factories")


@pytest.mark.parametrize(
    ("accept", "place"),
    [
        ("text/turtle", "factories.ttl"),
        ("application/ld+json", "factories.jsonld"),
        ("application/sparql-query", "factories.rq"),
        ("application/sparql-query, text/csv;q=0.5", "factories.rq"),
    ],
)
def test_who_takes_no_answer_is_led_to_the_description(
    client: httpx.Client, accept: str, place: str
) -> None:
    led = client.get("/query/factories", headers={"Accept": accept})
    assert (led.status_code, led.headers["location"]) == (303, place)
    assert led.headers["vary"] == "Accept"
    assert client.get(f"/query/{place}").status_code == 200


@pytest.mark.parametrize(
    "accept", ["*/*", "", "application/json", "text/csv", "text/turtle;q=0.5, text/csv", BROWSER]
)
def test_who_takes_an_answer_is_answered(client: httpx.Client, accept: str) -> None:
    assert client.get("/query/factories", headers={"Accept": accept}).status_code == 200


def test_a_format_that_is_named_goes_before_what_is_accepted(client: httpx.Client) -> None:
    response = client.get("/query/factories?format=csv", headers={"Accept": "text/turtle"})
    assert response.headers["content-type"].startswith("text/csv")


@pytest.mark.parametrize("ending", RDFLIB)
def test_a_description_has_the_words_and_the_text(client: httpx.Client, ending: str) -> None:
    body = client.get(f"/query/factories.{ending}").text
    graph = Graph().parse(data=body, format=RDFLIB[ending], publicID=BASE)
    assert (ME, RDF.type, SH.SPARQLSelectExecutable) in graph
    assert str(graph.value(ME, SH.select)) == TEXT
    assert graph.value(ME, RDFS.label)


def test_its_text_is_served_as_it_is_written(client: httpx.Client) -> None:
    response = client.get("/query/factories.rq")
    assert response.text == TEXT
    assert response.headers["content-type"].startswith("application/sparql-query")
    held = {"If-None-Match": response.headers["etag"]}
    assert client.get("/query/factories.rq", headers=held).status_code == 304


def test_what_it_takes_is_told(client: httpx.Client) -> None:
    content = client.get("/query/about.json").json()
    assert [one["name"] for one in content["parameters"]]
    assert all(one["label"] for one in content["parameters"])


def test_its_note_stands_in_its_documents_and_on_its_page(client: httpx.Client) -> None:
    note = "A value <i>stands</i> once for each source."
    assert client.get("/query/about.json").json()["note"] == note
    body = client.get("/query/about.ttl").text
    said = Graph().parse(data=body, format="turtle", publicID=BASE)
    (told,) = said.objects(URIRef(f"{BASE}query/about"), RDFS.comment)
    assert str(told).startswith(f"{note} Parameters: ")
    page = client.get("/query/about", headers={"Accept": BROWSER}).text
    assert "<p>A value &lt;i&gt;stands&lt;/i&gt; once for each source.</p>" in page
    assert "note" not in client.get("/query/factories.json").json()


@pytest.mark.parametrize("name", ["factories.exe", "nothing.ttl", "%3Cb%3E.rq", "factories.csv"])
def test_what_is_not_there_is_not_found(client: httpx.Client, name: str) -> None:
    problem(client.get(f"/query/{name}"), 404, "not-found")
