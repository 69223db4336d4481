"""The Graph Store Protocol against a real server, for reading."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest
import rdflib

from aifkg import build
from aifkg.engine import GRAPHS, Format
from aifkg.names import BASE, DERIVED_GRAPH
from aifkg.share import Share
from tests import small
from tests.web.conftest import BROWSER, Running, is_tag_of, running
from tests.web.test_sparql import problem

PASSAGES = (
    "SELECT ?passage { GRAPH ?passage {} FILTER CONTAINS(STR(?passage), '#') } ORDER BY ?passage"
)


@pytest.fixture(scope="module", name="store")
def _store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    quads = build.ensure(Share.at(small.root())).quads_path.read_text(encoding="utf-8")
    with running(tmp_path_factory.mktemp("store"), quads) as server:
        server.client.headers["Accept-Encoding"] = "identity"
        yield server


@pytest.fixture(scope="module", name="passage")
def _passage(store: Running) -> str:
    answer = store.client.get("/sparql", params={"query": PASSAGES, "format": "csv"})
    return answer.text.split()[1]


def triples(response: httpx.Response, format_: str = "turtle") -> set[tuple[object, ...]]:
    """Return what an answer holds, having seen that it is one."""
    assert response.status_code == 200, response.text
    found = rdflib.Dataset().parse(data=response.text, format=format_)
    return {(s, p, o) for s, p, o, _ in found.quads()}


def stated(store: Running, graph: str) -> set[tuple[object, ...]]:
    """Return what the endpoint says a graph holds."""
    query = f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
    found = triples(store.client.get("/sparql", params={"query": query}))
    assert found
    return found


def test_a_graph_is_had_by_its_name(store: Running, passage: str) -> None:
    for graph in (passage, DERIVED_GRAPH):
        response = store.client.get("/rdf-graphs", params={"graph": graph})
        assert triples(response) == stated(store, graph)
        assert response.headers["content-type"] == "text/turtle; charset=utf-8"


def test_a_graph_is_had_by_its_path(store: Running, passage: str) -> None:
    for graph in (passage, DERIVED_GRAPH):
        path = quote(graph.removeprefix(BASE))
        response = store.client.get(f"/rdf-graphs/{path}")
        assert triples(response) == stated(store, graph)


def test_the_default_graph_is_the_resolved_view(store: Running) -> None:
    query = "CONSTRUCT WHERE { ?s ?p ?o }"
    resolved = triples(store.client.get("/sparql", params={"query": query}))
    assert len(resolved) > 1_000
    for address in ("/rdf-graphs?default", "/rdf-graphs?default=", "/rdf-graphs/?default"):
        assert triples(store.client.get(address)) == resolved


@pytest.mark.parametrize("by", ["accept", "format"])
@pytest.mark.parametrize("format_", GRAPHS, ids=lambda format_: str(format_.name))
def test_each_format_holds_the_same(store: Running, passage: str, format_: Format, by: str) -> None:
    params = {"graph": passage, **({"format": format_.name} if by == "format" else {})}
    accept = {"Accept": format_.media_type if by == "accept" else "image/png"}
    response = store.client.get("/rdf-graphs", params=params, headers=accept)
    assert response.headers["content-type"] == format_.content_type
    names = {"ntriples": "nt", "rdfxml": "xml", "jsonld": "json-ld"}
    assert triples(response, names.get(format_.name, format_.name)) == stated(store, passage)


def test_a_browser_gets_turtle(store: Running, passage: str) -> None:
    params, browser = {"graph": passage}, {"Accept": BROWSER}
    response = store.client.get("/rdf-graphs", params=params, headers=browser)
    assert response.headers["content-type"] == "text/turtle; charset=utf-8"
    wrong = store.client.get("/rdf-graphs", headers=browser)
    assert (wrong.status_code, wrong.headers["content-type"]) == (400, "text/html; charset=utf-8")


@pytest.mark.parametrize("params", [{"default": ""}, {"graph": DERIVED_GRAPH}])
def test_head_says_what_get_would(store: Running, params: dict[str, str]) -> None:
    head = store.client.head("/rdf-graphs", params=params)
    get = store.client.get("/rdf-graphs", params=params)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(get.content))
    assert head.headers["etag"] == get.headers["etag"]
    assert is_tag_of(get.headers["etag"], store.sha256, "turtle")


def test_a_graph_may_be_packed_for_the_way(store: Running) -> None:
    plain = store.client.get("/rdf-graphs?default")
    packed = store.client.get("/rdf-graphs?default", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) < len(plain.content) / 2


def test_a_client_that_holds_a_graph_is_spared_it(store: Running, passage: str) -> None:
    params = {"graph": passage}
    tag = store.client.get("/rdf-graphs", params=params).headers["etag"]
    known = {"If-None-Match": tag}
    again = store.client.get("/rdf-graphs", params=params, headers=known)
    assert (again.status_code, again.content) == (304, b"")
    missing = store.client.get("/rdf-graphs", params={"graph": "urn:x"}, headers=known)
    problem(missing, 404, "graph-not-found")


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
@pytest.mark.parametrize(
    "address", ["/rdf-graphs?default", "/rdf-graphs/graph/derived", "/rdf-graphs"]
)
def test_nothing_is_written(store: Running, method: str, address: str) -> None:
    turtle = {"Content-Type": "text/turtle"}
    response = store.client.request(method, address, content="<a:a> <b:b> <c:c> .", headers=turtle)
    problem(response, 403, "read-only")
    assert response.headers["allow"] == "GET, HEAD, OPTIONS"
    assert is_tag_of(
        store.client.get("/rdf-graphs?default").headers["etag"], store.sha256, "turtle"
    )


def test_options_says_that_graphs_are_read(store: Running) -> None:
    response = store.client.options("/rdf-graphs?default")
    assert (response.status_code, response.headers["allow"]) == (204, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/rdf-graphs", "names none"),
        ("/rdf-graphs/", "names none"),
        ("/rdf-graphs?default&graph=urn:x", "names graph and default"),
        ("/rdf-graphs/graph/derived?default", "names default and the path /graph/derived"),
        ("/rdf-graphs/graph/derived?graph=urn:x", "names graph and the path"),
        ("/rdf-graphs?graph=urn:x&graph=urn:y", "stands 2 times"),
        ("/rdf-graphs?default&default", "stands 2 times"),
        ("/rdf-graphs?default=true", 'it has "true"'),
        ("/rdf-graphs?graph=", 'not ""'),
        ("/rdf-graphs?graph=graph/derived", 'not "graph/derived"'),
        ("/rdf-graphs?graph=/graph/derived", "an absolute IRI such as"),
        ("/rdf-graphs?graph=%3Curn:x%3E", 'not "<urn:x>"'),
        ("/rdf-graphs?graph=urn:a%20b", 'not "urn:a b"'),
        ("/rdf-graphs/a%20b", "an absolute IRI such as"),
        ("/rdf-graphs?graph=%FF", "cannot be read"),
        ("/rdf-graphs?default&format=csv", "cannot be written as csv"),
        ("/rdf-graphs?default&format=docx", 'no format "docx"'),
    ],
)
def test_what_names_no_one_graph_is_refused(store: Running, address: str, said: str) -> None:
    response = store.client.get(address)
    slug = "not-acceptable" if "format=csv" in address else "parameter"
    content = problem(response, 406 if slug == "not-acceptable" else 400, slug)
    assert said in str(content["detail"])


@pytest.mark.parametrize(
    ("address", "iri"),
    [
        ("/rdf-graphs?graph=urn:x", "urn:x"),
        ("/rdf-graphs/graph/nothing", BASE + "graph/nothing"),
        ("/rdf-graphs/https://e.org/", BASE + "https://e.org/"),
        ("/rdf-graphs/..%2f..%2fetc/passwd", BASE + "../../etc/passwd"),
        ("/rdf-graphs/source/none%23p", BASE + "source/none#p"),
    ],
)
def test_a_graph_that_is_not_there_is_said_to_be_missing(
    store: Running, address: str, iri: str
) -> None:
    content = problem(store.client.get(address), 404, "graph-not-found")
    assert f"<{iri}>" in str(content["detail"])


def test_a_source_is_no_graph_and_the_answer_says_what_is(store: Running, passage: str) -> None:
    source = passage.partition("#")[0]
    content = problem(
        store.client.get("/rdf-graphs", params={"graph": source}), 404, "graph-not-found"
    )
    assert "%23" in str(content["detail"])


def test_a_very_long_name_is_cut_in_the_answer(store: Running) -> None:
    response = store.client.get("/rdf-graphs", params={"graph": "urn:" + "x" * 20_000})
    assert len(response.text) < 600
    problem(response, 404, "graph-not-found")
