"""The description of the endpoint: how it is asked for, and what no client can make of it."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
import rdflib
from rdflib import RDF, VOID, URIRef

from aifkg.engine import GRAPHS, Format
from tests.web.conftest import BROWSER, Running
from tests.web.test_sparql import problem
from tests.web.test_statements import SD, read

PARSERS = {"ntriples": "nt", "rdfxml": "xml", "jsonld": "json-ld"}


@pytest.fixture(scope="module", name="found")
def _found(server: Running) -> rdflib.Graph:
    return read(server.client.get("/sparql"))


def test_the_well_known_address_says_the_same(server: Running, found: rdflib.Graph) -> None:
    address = f"{server.address}.well-known/void"
    elsewhere = read(server.client.get(address))
    assert set(elsewhere) == set(found)
    assert (URIRef(address), RDF.type, VOID.DatasetDescription) in found


@pytest.mark.parametrize("by", ["accept", "format"])
@pytest.mark.parametrize("format_", GRAPHS, ids=lambda format_: str(format_.name))
def test_each_format_says_the_same(
    server: Running, found: rdflib.Graph, format_: Format, by: str
) -> None:
    params = {"format": format_.name} if by == "format" else {}
    accept = {"Accept": format_.media_type if by == "accept" else "image/png"}
    response = server.client.get("/sparql", params=params, headers=accept)
    assert response.headers["content-type"] == format_.content_type
    name = PARSERS.get(format_.name, format_.name)
    said = rdflib.Dataset().parse(data=response.text, format=name)
    assert {(s, p, o) for s, p, o, _ in said.quads()} == set(found)


def test_head_says_what_get_would(server: Running) -> None:
    for address in ("/sparql", "/.well-known/void"):
        plain = {"Accept-Encoding": "identity"}
        head = server.client.head(address, headers=plain)
        get = server.client.get(address, headers=plain)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == str(len(get.content))
        assert head.headers["etag"] == get.headers["etag"]


def test_a_client_that_holds_it_is_spared_it(server: Running) -> None:
    tag = server.client.get("/sparql").headers["etag"]
    assert tag.startswith(f'"{server.sha256}.')
    known = {"If-None-Match": tag}
    again = server.client.get("/sparql", headers=known)
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    other = server.client.get("/sparql", params={"format": "nquads"}, headers=known)
    assert other.status_code == 200


def test_a_browser_is_given_the_form_to_ask_by_instead(server: Running) -> None:
    browser = {"Accept": BROWSER}
    page = server.client.get("/sparql", headers=browser)
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert '<form action="/sparql" method="get">' in page.text
    assert "SELECT ?factory ?name" in page.text
    assert '<a href="/.well-known/void">' in page.text
    assert server.client.get("/sparql?format=html").text == page.text
    held = {**browser, "If-None-Match": page.headers["etag"]}
    assert server.client.get("/sparql", headers=held).status_code == 304
    named = server.client.get("/sparql", params={"format": "turtle"}, headers=browser)
    assert named.headers["content-type"] == "text/turtle; charset=utf-8"
    known = server.client.get("/.well-known/void", headers=browser)
    assert known.headers["content-type"] == "text/turtle; charset=utf-8"


@pytest.mark.parametrize(
    ("params", "accept", "status", "slug"),
    [
        ({"format": "csv"}, "*/*", 406, "not-acceptable"),
        ({"format": "docx"}, "*/*", 400, "parameter"),
        ({"format": ["turtle", "turtle"]}, "*/*", 400, "parameter"),
        ({"timeout": "1"}, "*/*", 400, "query-missing"),
        ({"default-graph-uri": "urn:x"}, "*/*", 400, "query-missing"),
        ({}, "image/png", 406, "not-acceptable"),
        ({}, "application/sparql-results+json", 406, "not-acceptable"),
    ],
)
def test_what_it_cannot_be_is_refused(
    server: Running, params: dict[str, str], accept: str, status: int, slug: str
) -> None:
    response = server.client.get("/sparql", params=params, headers={"Accept": accept})
    problem(response, status, slug)


def test_a_post_without_a_query_lacks_it(server: Running) -> None:
    problem(server.client.post("/sparql", data={"format": "turtle"}), 400, "query-missing")


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("Data.Example", "http://data.example/"),
        ("data.example:8443", "http://data.example:8443/"),
        ("[2001:DB8::1]:80", "http://[2001:db8::1]:80/"),
    ],
)
def test_addresses_are_those_the_client_used(server: Running, host: str, address: str) -> None:
    said = server.client.get("/sparql", headers={"Host": host})
    assert URIRef(f"{address}sparql") in set(read(said).objects(None, SD.endpoint))
    assert server.address not in said.text
    assert said.headers["etag"] != server.client.get("/sparql").headers["etag"]


@pytest.mark.parametrize(
    "host",
    [
        "e.org/><script>",
        'e.org"',
        "<urn:x>",
        "user@e.org",
        "e.org:80:80",
        "e.org:99999",
        "e.org#x",
        "e.org, f.org",
        "a" * 300,
        "e .org",
        "",
    ],
)
@pytest.mark.parametrize("path", ["/sparql", "/.well-known/void"])
def test_a_hostile_host_is_refused(server: Running, path: str, host: str) -> None:
    response = server.client.get(path, headers={"Host": host})
    content = problem(response, 400, "host")
    assert host[:60] in str(content["detail"])
    assert len(response.text) < 400


@pytest.mark.parametrize("lines", [b"", b"Host: a.example\r\nHost: b.example\r\n"])
def test_no_host_and_two_are_refused(server: Running, lines: bytes) -> None:
    parts = urlsplit(server.address)
    with socket.create_connection((parts.hostname, parts.port), 10) as connection:
        connection.sendall(b"GET /sparql HTTP/1.1\r\nConnection: close\r\n" + lines + b"\r\n")
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))
    assert answer.startswith(b"HTTP/1.1 400 ")


def test_many_who_ask_at_once_are_all_answered(server: Running) -> None:
    hosts = [f"host-{number}.example" for number in range(40)]

    def said(host: str) -> bool:
        answer = server.client.get("/sparql", headers={"Host": host})
        return URIRef(f"http://{host}/sparql") in set(read(answer).objects(None, SD.endpoint))

    with ThreadPoolExecutor(20) as threads:
        assert all(threads.map(said, hosts))
