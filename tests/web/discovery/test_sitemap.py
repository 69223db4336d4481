"""The sitemap: every page, by the rules of sitemaps.org."""

from __future__ import annotations

import asyncio
import re
from types import SimpleNamespace
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import httpx
import pytest
from fastapi import Request

from aifkg.library import Library
from aifkg.names import BASE
from aifkg.web.answers import Answer
from aifkg.web.discovery import sitemap as module
from aifkg.web.discovery.sitemap import MOST, Place, _count, places, sitemap, written
from tests.web.conftest import BROWSER, QUERIES
from tests.web.test_sparql import problem

SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
W3C_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
MOST_BYTES = 50 << 20
MOST_ADDRESS = 2_048


def read(body: bytes, kind: str = "urlset") -> dict[str, str | None]:
    """Return each address with its date; raise where a rule is broken."""
    assert len(body) <= MOST_BYTES
    root = ET.fromstring(body)
    assert root.tag == SPACE + kind
    assert 0 < len(root) <= MOST
    assert {one.tag for one in root} == {SPACE + {"urlset": "url", "sitemapindex": "sitemap"}[kind]}
    found = {}
    for one in root:
        assert {part.tag for part in one} <= {SPACE + "loc", SPACE + "lastmod"}
        address = one.findtext(f"{SPACE}loc") or ""
        parts = urlsplit(address)
        assert parts.scheme in ("http", "https")
        assert parts.netloc
        assert len(address) < MOST_ADDRESS
        assert address.isascii()
        assert address not in found
        found[address] = one.findtext(f"{SPACE}lastmod")
    assert all(W3C_DATE.fullmatch(changed) for changed in found.values() if changed is not None)
    return found


@pytest.fixture(scope="module", name="listed")
def _listed(graph: httpx.Client) -> dict[str, str | None]:
    answer = graph.get("/sitemap.xml")
    assert answer.headers["content-type"] == "application/xml"
    return read(answer.content)


def of(graph: httpx.Client, path: str) -> str:
    return str(graph.base_url.join(path))


def test_each_page_that_is_listed_answers(
    graph: httpx.Client, listed: dict[str, str | None]
) -> None:
    assert len(listed) > 100
    for address in listed:
        # Each program is answered too, which gets no form to fill in.
        accept = "*/*" if "/query/" in address else BROWSER
        assert graph.head(address, headers={"Accept": accept}).status_code == 200, address


def test_every_kind_of_page_is_listed(graph: httpx.Client, listed: dict[str, str | None]) -> None:
    assert of(graph, "/") in listed
    assert of(graph, "/ontology.html") in listed
    for path in QUERIES.glob("*.rq"):
        # What needs a value answers nothing to who gives none.
        assert (of(graph, f"/query/{path.stem}") in listed) is (path.stem != "about")
    for space in ("id", "source", "verdict", "dispute", "code"):
        assert any(address.startswith(of(graph, f"/{space}/")) for address in listed), space


def test_every_thing_is_listed(graph: httpx.Client, listed: dict[str, str | None]) -> None:
    query = """PREFIX aif: <https://w3id.org/aifkg/ontology#>
        SELECT DISTINCT ?thing { ?thing a ?class . ?class aif:idPrefix ?prefix }"""
    rows = graph.get("/sparql", params={"query": query, "format": "csv"}).text.split()[1:]
    ours = [row.removeprefix(BASE) for row in rows if row.startswith(BASE)]
    assert len(ours) > 20
    assert {of(graph, f"/{name}.html") for name in ours} <= listed.keys()


def test_a_date_is_the_newest_of_what_states_something(
    graph: httpx.Client, listed: dict[str, str | None]
) -> None:
    query = """PREFIX aif: <https://w3id.org/aifkg/ontology#>
        SELECT DISTINCT ?date {
          GRAPH ?passage { <https://w3id.org/aifkg/id/ai-factory/pharos> ?p ?o }
          ?passage aif:passageOf/(aif:published|aif:availableBy|aif:retrieved) ?date
        }"""
    days = graph.get("/sparql", params={"query": query, "format": "csv"}).text.split()[1:]
    query = """PREFIX aif: <https://w3id.org/aifkg/ontology#>
        SELECT ?date { [] aif:onSubject <https://w3id.org/aifkg/id/ai-factory/pharos> ;
          aif:decidedOn ?date }"""
    days += graph.get("/sparql", params={"query": query, "format": "csv"}).text.split()[1:]
    assert len(days) > 1
    said = listed[of(graph, "/id/ai-factory/pharos.html")]
    assert said == max(day for day in days if W3C_DATE.fullmatch(day))


def test_a_client_that_takes_gzip_gets_it(graph: httpx.Client) -> None:
    plain = graph.get("/sitemap.xml", headers={"Accept-Encoding": "identity"})
    packed = graph.get("/sitemap.xml", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content
    assert packed.headers["etag"] != plain.headers["etag"]
    known = {"If-None-Match": packed.headers["etag"], "Accept-Encoding": "gzip"}
    assert graph.get("/sitemap.xml", headers=known).status_code == 304


def request_for(known: str = "") -> Request:
    """Return a request for the sitemap of a graph without pages, by a client that holds a tag."""
    served = SimpleNamespace(settings=SimpleNamespace(max_timeout=1), edition="e")
    state = SimpleNamespace(served=served, library=Library({}), rendering=asyncio.Semaphore(1))
    headers = [(b"host", b"e.org"), *([(b"if-none-match", known.encode())] if known else [])]
    scope = {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "server": ("e.org", 80),
        "path": "/sitemap.xml",
        "query_string": b"",
        "headers": headers,
        "app": SimpleNamespace(state=state),
    }
    return Request(scope)


def test_it_is_not_made_for_a_client_that_holds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = Answer({}, b"page,changed\n", 0, b"", b"")

    async def asked(*_: object) -> Answer:
        return answer

    monkeypatch.setattr(module, "ask", asked)
    first = asyncio.run(sitemap(request_for()))
    assert first.status_code == 200
    monkeypatch.setattr(module, "places", None)
    again = asyncio.run(sitemap(request_for(first.headers["etag"])))
    assert (again.status_code, again.headers["etag"]) == (304, first.headers["etag"])


@pytest.mark.parametrize("path", ["/sitemap.xml", "/sitemap-1.xml"])
def test_what_is_held_is_of_one_address_and_one_part(graph: httpx.Client, path: str) -> None:
    tag = graph.get(path).headers["etag"]
    assert graph.get(path, headers={"If-None-Match": tag}).status_code == 304
    other = "/sitemap-1.xml" if path == "/sitemap.xml" else "/sitemap.xml"
    assert graph.get(other, headers={"If-None-Match": tag}).status_code == 200
    away = {"If-None-Match": tag, "Host": "data.example"}
    assert graph.get(path, headers=away).status_code == 200


def test_addresses_are_those_the_client_used(graph: httpx.Client) -> None:
    answer = graph.get("/sitemap.xml", headers={"Host": "data.example"})
    assert all(one.startswith("http://data.example/") for one in read(answer.content))
    problem(graph.get("/sitemap.xml", headers={"Host": "<x>", "Accept": "*/*"}), 400, "host")


@pytest.mark.parametrize("part", ["1"])
def test_a_part_of_few_pages_is_all_of_them(graph: httpx.Client, part: str) -> None:
    assert graph.get(f"/sitemap-{part}.xml").content == graph.get("/sitemap.xml").content


@pytest.mark.parametrize("part", ["0", "2", "99999", "9" * 5_000, "x", "-1", "%00", "1%2F2"])
def test_a_part_that_is_not_there_is_not_found(graph: httpx.Client, part: str) -> None:
    problem(graph.get(f"/sitemap-{part}.xml", headers={"Accept": "*/*"}), 404, "not-found")


def test_too_many_pages_are_listed_in_parts() -> None:
    home = "http://e.org/"
    pages = [Place(f"{home}{number}", f"20{number % 30:02}") for number in range(2 * MOST + 1)]
    index = written(pages, home, None)
    parts = read(index, "sitemapindex")
    assert list(parts) == [f"{home}sitemap-{number}.xml" for number in (1, 2, 3)]
    found: dict[str, str | None] = {}
    for number, changed in enumerate(parts.values(), 1):
        listed = read(written(pages, home, number))
        assert changed == max(str(one) for one in listed.values())
        found |= listed
    assert len(found) == len(pages)
    assert _count([], len(pages) - 1) == 3


def test_addresses_are_escaped() -> None:
    body = f"page,changed\n{BASE}id/x/a&b<c>'é ,2024\n".encode()
    text = written(list(places("http://e.org/", body, ())), "http://e.org/", None)
    assert list(read(text)) == ["http://e.org/", "http://e.org/id/x/a%26b%3Cc%3E%27%C3%A9%20.html"]


def test_a_server_of_any_graph_has_one(client: httpx.Client) -> None:
    assert of(client, "/") in read(client.get("/sitemap.xml").content)
