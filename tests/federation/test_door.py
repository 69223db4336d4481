"""No query makes a server without a list open a connection, however it is written."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.engine.test_reading import HIDDEN, PREFIXES
from tests.listener import Listener
from tests.web.conftest import Running, running


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("door")) as server:
        yield server


IRI = "<http://127.0.0.1:PORT/>"
OTHERS = {
    "variable that is bound": f"SELECT * {{ BIND({IRI} AS ?e) SERVICE ?e {{ ?s ?p ?o }} }}",
    "variable from values": f"SELECT * {{ SERVICE ?e {{ ?s ?p ?o }} VALUES ?e {{ {IRI} }} }}",
    "construct": f"CONSTRUCT {{ ?s ?p ?o }} {{ SERVICE {IRI} {{ ?s ?p ?o }} }}",
    "describe": f"DESCRIBE ?s {{ SERVICE SILENT {IRI} {{ ?s ?p ?o }} }}",
    "describe of an address": f"DESCRIBE {IRI}",
    "from": f"SELECT * FROM {IRI} {{ ?s ?p ?o }}",
    "from named": f"SELECT * FROM NAMED {IRI} {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    "graph": f"SELECT * {{ GRAPH {IRI} {{ ?s ?p ?o }} }}",
    "load": f"LOAD {IRI}",
    "load silent": f"LOAD SILENT {IRI} INTO GRAPH <a:b>",
    "insert": f"INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE {IRI} {{ ?s ?p ?o }} }}",
    "function": f"SELECT ({IRI}() AS ?x) {{}}",
    "base": f"BASE {IRI} SELECT * {{ <> ?p ?o }}",
}
QUERIES = OTHERS | {name: f"{PREFIXES}SELECT * {{ {pattern} }}" for name, pattern in HIDDEN.items()}
STATUSES = (200, 400, 403)


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES.keys())
def test_nothing_connects(query: str, server: Running, listener: Listener) -> None:
    query = query.replace("PORT", str(listener.port))
    asked: tuple[httpx.Response, ...] = (
        server.client.get("/sparql", params={"query": query}),
        server.client.post("/sparql", data={"query": query}),
        server.client.get("/sparql", params={"query": query, "format": "html"}),
        server.client.post("/sparql", data={"update": query}),
    )
    assert all(response.status_code in STATUSES for response in asked)
    assert listener.connections == 0


def test_no_parameter_and_no_body_connects(server: Running, listener: Listener) -> None:
    iri = f"http://127.0.0.1:{listener.port}/"
    for name in ("default-graph-uri", "named-graph-uri", "using-graph-uri"):
        query = {"query": "SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }", name: iri}
        assert server.client.get("/sparql", params=query).status_code == 200
    linked = {"Content-Type": "application/ld+json"}
    posted = server.client.post("/sparql", json={"@context": iri, "@id": iri}, headers=linked)
    assert posted.status_code == 415
    assert listener.connections == 0


def test_the_listener_would_notice() -> None:
    listener = Listener()
    with pytest.raises(httpx.TransportError):
        httpx.get(f"http://127.0.0.1:{listener.port}/", trust_env=False)
    assert listener.connections == 1
    listener.close()
