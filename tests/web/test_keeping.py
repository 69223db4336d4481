"""Pages and documents that were made once: held packed, for whoever asks in whichever way."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest

from aifkg import build
from aifkg.share import Share
from aifkg.web.keeping import key_of, may_be_kept, route_of
from tests import small
from tests.engine.test_coding import UNPACK
from tests.web.conftest import BROWSER, running
from tests.web.raw import Connection

PAGE = "/id/ai-factory/pharos.html"
DOCUMENTS = [f"/id/ai-factory/pharos.{ending}" for ending in "html ttl json csv trig".split()]
ASIDE = {"x-request-id", "server-timing", "date"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    quads = build.ensure(Share.at(small.root())).quads_path.read_text(encoding="utf-8")
    with running(tmp_path_factory.mktemp("kept"), quads, AIFKG_WORKERS="1") as server:
        yield server.client


@pytest.mark.parametrize("coding", ["identity", "gzip", "zstd"])
@pytest.mark.parametrize("path", DOCUMENTS)
def test_what_is_held_is_what_was_made(site: httpx.Client, path: str, coding: str) -> None:
    with Connection(str(site.base_url)) as line:
        made, held = (line.get(path, Accept_Encoding=coding) for _ in range(2))
    assert made.status == held.status == 200
    assert made.body == held.body
    differing = {name for name in made.headers if made.headers[name] != held.headers.get(name)}
    assert differing <= ASIDE
    assert "cache;desc=hit" in held.headers["server-timing"]
    whole = UNPACK[made.headers.get("content-encoding", "")](made.body)
    assert whole == site.get(path, headers={"Accept-Encoding": "identity"}).content


def test_a_packed_page_has_a_tag_of_its_own_and_spares_who_holds_it(site: httpx.Client) -> None:
    tags = set()
    for coding in ("identity", "gzip", "zstd"):
        first = site.get(PAGE, headers={"Accept-Encoding": coding})
        tags.add(first.headers["etag"])
        known = {"Accept-Encoding": coding, "If-None-Match": first.headers["etag"]}
        for _ in range(2):
            again = site.get(PAGE, headers=known)
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["etag"] == first.headers["etag"]
            assert "content-length" not in again.headers
    assert len(tags) == 3


def test_head_is_answered_as_get_is_without_the_body(site: httpx.Client) -> None:
    for _ in range(2):
        head, get = (site.request(method, PAGE) for method in ("HEAD", "GET"))
        assert (head.status_code, head.content) == (200, b"")
        differing = {name for name in get.headers if get.headers[name] != head.headers.get(name)}
        assert differing <= ASIDE


def test_what_a_client_says_of_itself_makes_no_second_copy(site: httpx.Client) -> None:
    site.get(PAGE)
    for number in range(5):
        said = {"Accept": f"text/x{number}", "Host": f"h{number}"}
        assert "cache;desc=hit" in site.get(PAGE, headers=said).headers["server-timing"]


def test_what_is_negotiated_or_not_there_is_not_kept(site: httpx.Client) -> None:
    for _ in range(2):
        assert site.get("/id/ai-factory/pharos", headers={"Accept": BROWSER}).status_code == 303
        assert site.get("/id/ai-factory/faros.html").status_code == 404
    assert key_of("/id/x.ttl", "") != key_of("/id/x.csv", "")
    assert key_of("/id/x.ttl", "gzip") != key_of("/id/x.ttl", "")


def test_only_what_depends_on_the_snapshot_alone_may_be_kept() -> None:
    assert may_be_kept("/id/ai-factory/lumi.html")
    assert may_be_kept("/ontology.ttl")
    assert not any(map(may_be_kept, ("/ontologyX1", "/ontology", "/rulexyz/abc", "/shapes/x")))
    assert not any(
        map(may_be_kept, ("/sparql?query=ASK{}", "/query/factories", "/version", "/", "/identity"))
    )


def test_a_page_is_counted_as_its_route_whether_made_or_held(site: httpx.Client) -> None:
    def counted() -> float:
        pattern = r'^aifkg_requests_total\{[^}]*route="/id/\{name:path\}"[^}]*\} ([\d.e+]+)$'
        return sum(map(float, re.findall(pattern, site.get("/metrics").text, re.MULTILINE)))

    before = counted()
    for _ in range(3):
        site.get("/id/ai-factory/lumi.html")
    assert counted() == before + 3
    assert route_of("/ontology.html").path == "/ontology{ending:path}"
