"""The snapshot as a resource: the one that is served answers by its hash, and no other does."""

from __future__ import annotations

import httpx
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, PROV, VOID, XSD

from aifkg.names import BASE
from tests.web.conftest import BROWSER, Running
from tests.web.test_sparql import problem


def test_its_name_leads_to_the_one_that_is_served(server: Running) -> None:
    led = server.client.get("/snapshot")
    assert (led.status_code, led.headers["location"]) == (303, f"/snapshot/{server.sha256}")
    page = server.client.get("/snapshot", headers={"Accept": BROWSER}, follow_redirects=True)
    assert page.status_code == 200
    assert server.sha256 in page.text
    assert 'href="/snapshot.nq"' in page.text


def test_a_document_says_what_it_is_and_where_it_is_whole(server: Running) -> None:
    response = server.client.get(
        f"/snapshot/{server.sha256}", headers={"Accept": "text/turtle"}, follow_redirects=True
    )
    graph = Graph().parse(data=response.text, format="turtle")
    me = URIRef(f"{BASE}snapshot/{server.sha256}")
    assert str(graph.value(me, DCTERMS.identifier)) == server.sha256
    assert graph.value(me, DCTERMS.isVersionOf) == URIRef(f"{BASE}dataset")
    assert graph.value(me, VOID.dataDump) == URIRef(f"{BASE}snapshot.nq")
    built = graph.value(me, PROV.generatedAtTime)
    assert built == Literal("2026-11-23T00:00:00Z", datatype=XSD.dateTime)
    counted = server.client.get(f"/snapshot/{server.sha256}.json").json()["counts"]["quads"]
    assert int(str(graph.value(me, VOID.triples))) == counted


def test_another_snapshot_is_not_served_and_it_is_said_which_one_is(server: Running) -> None:
    for name in ("0" * 64, server.sha256[:-1], "%3Cscript%3E", server.sha256.upper()):
        content = problem(server.client.get(f"/snapshot/{name}"), 404, "not-found")
        assert f"<{BASE}snapshot/{server.sha256}>" in str(content["detail"])


def test_who_holds_it_is_spared_it(client: httpx.Client, server: Running) -> None:
    for ending in ("html", "ttl", "json"):
        place = f"/snapshot/{server.sha256}.{ending}"
        first = client.get(place)
        assert (
            client.get(place, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
        )
        assert client.head(place).status_code == 200
