"""The SPARQL 1.1 Protocol against a real server."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
import rdflib

from aifkg.engine import BY_NAME, GRAPHS, RESULTS, Format
from tests.web.conftest import Running, is_tag_of, running

LABEL = "SELECT ?l { <http://e.org/kajaani> <http://e.org/label> ?l }"
ROW = b'{"head":{"vars":["l"]},"results":{"bindings":[{"l":{"type":"literal","value":"Kajaani"}}]}}'
GRAPH = "DESCRIBE <http://e.org/kajaani>"
AMOUNT = "SELECT ?n { ?s <http://e.org/amount> ?n }"
HEAVY = (
    "SELECT (COUNT(*) AS ?n) { GRAPH ?x { ?a ?b ?c } GRAPH ?y { ?d ?e ?f } GRAPH ?z { ?g ?h ?i } }"
)
QUERY_TYPE = {"Content-Type": "application/sparql-query"}


def problem(response: httpx.Response, status: int, slug: str) -> dict[str, Any]:
    """Return the problem, having seen that it has the one shape."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    content: dict[str, Any] = response.json()
    more = "line column request_id did_you_mean first_known parameter candidates".split()
    assert set(content) - set(more) == {"type", "title", "status", "detail"}
    assert content["type"] == f"https://w3id.org/aifkg/problem/{slug}"
    assert content["status"] == status
    assert str(content["detail"]).endswith((".", "?"))
    return content


def test_get_answers(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": LABEL})
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/sparql-results+json"
    assert response.content == ROW


def test_post_form_answers(client: httpx.Client) -> None:
    assert client.post("/sparql", data={"query": LABEL}).content == ROW


def test_post_direct_answers(client: httpx.Client) -> None:
    headers = {"Content-Type": "application/sparql-query; charset=utf-8"}
    assert client.post("/sparql", content=LABEL, headers=headers).content == ROW


def test_head_answers_without_a_body(client: httpx.Client) -> None:
    response = client.head("/sparql", params={"query": LABEL})
    assert response.status_code == 200
    assert response.content == b""
    assert response.headers["content-length"] == str(len(ROW))


@pytest.mark.parametrize("by", ["accept", "format"])
@pytest.mark.parametrize("format_", [*RESULTS, *GRAPHS], ids=lambda format_: str(format_.name))
def test_each_format_is_had_by_accept_and_by_name(
    client: httpx.Client, format_: Format, by: str
) -> None:
    query = LABEL if format_ in RESULTS else GRAPH
    named = {"format": format_.name} if by == "format" else {}
    accept = {"Accept": format_.media_type if by == "accept" else "text/html"}
    response = client.get("/sparql", params={"query": query, **named}, headers=accept)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == format_.content_type
    assert "Kajaani" in response.text


def test_graphs_use_the_prefixes_of_the_project(client: httpx.Client) -> None:
    query = "CONSTRUCT { <https://w3id.org/aifkg/id/ai-factory/lumi> a ?x } { BIND(<a:b> AS ?x) }"
    response = client.get("/sparql", params={"query": query})
    assert "\nai-factory:lumi a <a:b> .\n" in response.text
    assert len(rdflib.Graph().parse(data=response.text, format="turtle")) == 1


def test_dataset_parameters_replace_the_dataset(client: httpx.Client) -> None:
    first, second = "http://e.org/p1", "http://e.org/p2"
    csv = {"query": AMOUNT, "format": "csv"}
    assert client.get("/sparql", params=csv).text == "n\r\n612\r\n"
    alone = client.get("/sparql", params={**csv, "default-graph-uri": first})
    assert alone.text == "n\r\n600\r\n"
    both = client.post("/sparql", data={**csv, "default-graph-uri": [first, second]})
    assert sorted(both.text.split()) == ["600", "612", "n"]
    named = {"query": "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", "format": "csv"}
    seen = client.post("/sparql", params={"named-graph-uri": second}, data=named)
    assert seen.text == f"g\r\n{second}\r\n"


def test_etag_is_the_snapshots_hash_and_spares_the_answer(server: Running) -> None:
    url = "/sparql"
    response = server.client.get(url, params={"query": LABEL})
    assert is_tag_of(response.headers["etag"], server.sha256, "json")
    known = {"If-None-Match": f'"other", {response.headers["etag"]}'}
    again = server.client.get(url, params={"query": LABEL}, headers=known)
    assert (again.status_code, again.content) == (304, b"")
    other = server.client.get(url, params={"query": LABEL, "format": "csv"}, headers=known)
    assert other.status_code == 200


def test_any_origin_may_ask(client: httpx.Client) -> None:
    origin = {"Origin": "https://example.org"}
    response = client.get("/sparql", params={"query": LABEL}, headers=origin)
    assert response.headers["access-control-allow-origin"] == "*"
    preflight = client.options(
        "/sparql", headers={**origin, "Access-Control-Request-Method": "POST"}
    )
    assert preflight.status_code == 204
    assert "QUERY" in preflight.headers["access-control-allow-methods"]
    assert "access-control-allow-credentials" not in preflight.headers


def test_syntax_error_has_line_and_column(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": "SELECT *\nWHERE { ?s ?p }"})
    content = problem(response, 400, "query-syntax")
    assert (content["line"], content["column"]) == (2, 15)
    assert '"}" at line 2, column 15' in str(content["detail"])


@pytest.mark.parametrize(
    ("params", "status", "slug"),
    [
        ([("timeout", "1")], 400, "query-missing"),
        ([("query", LABEL), ("query", LABEL)], 400, "parameter"),
        ([("query", LABEL), ("format", "docx")], 400, "parameter"),
        ([("query", LABEL), ("timeout", "soon")], 400, "parameter"),
        ([("query", LABEL), ("timeout", "-1")], 400, "parameter"),
        ([("query", LABEL), ("timeout", "nan")], 400, "parameter"),
        ([("query", LABEL), ("format", "turtle")], 406, "not-acceptable"),
        ([("query", "")], 400, "query-syntax"),
        ([("query", "ASK { FILTER(<a:b>(1)) }")], 400, "query-failed"),
        ([("query", "ASK { SERVICE <http://127.0.0.1/> {} }")], 400, "query-refused"),
        ([("query", "ASK " + "{" * 500 + "}" * 500)], 400, "query-refused"),
        ([("query", "DROP ALL")], 403, "read-only"),
        ([("update", "DROP ALL")], 403, "read-only"),
    ],
)
def test_get_refusals(
    client: httpx.Client, params: list[tuple[str, str]], status: int, slug: str
) -> None:
    problem(client.get("/sparql", params=urlencode(params)), status, slug)


@pytest.mark.parametrize(
    ("content", "content_type", "status", "slug"),
    [
        (b"query=" + LABEL.encode(), "text/plain", 415, "content-type"),
        (b"{}", "application/json", 415, "content-type"),
        (b"DROP ALL", "application/sparql-update", 403, "read-only"),
        (b"update=DROP+ALL", "application/x-www-form-urlencoded", 403, "read-only"),
        (b"query=%FF", "application/x-www-form-urlencoded", 400, "parameter"),
        (b"ASK { 'caf\xe9' ?p ?o }", "application/sparql-query", 400, "encoding"),
        (b"x" * (2 << 20), "application/sparql-query", 413, "body-too-large"),
    ],
)
def test_post_refusals(
    client: httpx.Client, content: bytes, content_type: str, status: int, slug: str
) -> None:
    response = client.post("/sparql", content=content, headers={"Content-Type": content_type})
    problem(response, status, slug)


def test_a_post_without_a_content_type_is_refused(client: httpx.Client) -> None:
    problem(client.post("/sparql", content=LABEL), 415, "content-type")


def test_a_body_of_unsaid_length_is_cut_off(client: httpx.Client) -> None:
    parts = (b"#" * 65_536 for _ in range(64))
    response = client.post("/sparql", content=parts, headers=QUERY_TYPE)
    problem(response, 413, "body-too-large")


def test_the_query_in_url_and_body_is_twice_too_many(client: httpx.Client) -> None:
    response = client.post("/sparql", params={"query": LABEL}, data={"query": LABEL})
    problem(response, 400, "parameter")


def test_nothing_acceptable_names_what_is_offered(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": LABEL}, headers={"Accept": "image/png"})
    content = problem(response, 406, "not-acceptable")
    assert BY_NAME["tsv"].media_type in str(content["detail"])


def test_control_characters_are_not_sent_as_xml(client: httpx.Client) -> None:
    query = "SELECT ?o { GRAPH ?g { ?s <http://e.org/rings> ?o } }"
    response = client.get("/sparql", params={"query": query, "format": "xml"})
    problem(response, 406, "not-representable")


@pytest.mark.parametrize(
    ("query", "status"),
    [("nonsense", 400), ("DROP ALL", 403), ("SELECT * { SERVICE <a:b> {} }", 400)],
)
def test_if_none_match_of_anything_spares_no_error(
    client: httpx.Client, query: str, status: int
) -> None:
    response = client.get("/sparql", params={"query": query}, headers={"If-None-Match": "*"})
    assert response.status_code == status


def test_if_none_match_of_anything_spares_any_answer(client: httpx.Client) -> None:
    headers = {"If-None-Match": "*"}
    response = client.get("/sparql", params={"query": LABEL}, headers=headers)
    assert (response.status_code, response.content) == (304, b"")
    assert client.post("/sparql", data={"query": LABEL}, headers=headers).content == ROW


@pytest.mark.parametrize("name", [format_.name for format_ in RESULTS])
def test_a_timeout_is_said_in_every_format_and_nothing_is_half_sent(
    client: httpx.Client, name: str
) -> None:
    response = client.get("/sparql", params={"query": HEAVY, "timeout": "0.3", "format": name})
    content = problem(response, 503, "query-timeout")
    assert "limit of 0.3 s" in str(content["detail"])


def test_light_queries_are_answered_beside_heavy_ones(client: httpx.Client) -> None:
    with ThreadPoolExecutor(22) as threads:
        slow = {"query": HEAVY, "timeout": "2"}
        heavy = [threads.submit(client.get, "/sparql", params=slow) for _ in range(2)]
        light = [threads.submit(client.get, "/sparql", params={"query": LABEL}) for _ in range(20)]
        assert {future.result().content for future in light} == {ROW}
        assert not any(future.done() for future in heavy)
        assert [future.result().status_code for future in heavy] == [503, 503]


def test_limits_are_the_operators(tmp_path: Path) -> None:
    limits = {
        "AIFKG_RESULT_BYTES": "40",
        "AIFKG_BODY_BYTES": "50",
        "AIFKG_MAX_TIMEOUT": "0.4",
        "AIFKG_WORKERS": "1",
    }
    with running(tmp_path, **limits) as server:
        client = server.client
        large = client.get("/sparql", params={"query": LABEL})
        assert "40 bytes" in str(problem(large, 422, "result-too-large")["detail"])
        body = client.post("/sparql", content="#" * 51, headers=QUERY_TYPE)
        assert "50 bytes" in str(problem(body, 413, "body-too-large")["detail"])
        slow = client.get("/sparql", params={"query": HEAVY, "timeout": "20"})
        assert "0.4 s" in str(problem(slow, 503, "query-timeout")["detail"])
