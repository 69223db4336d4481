"""Signposts: whoever reads headers alone finds what to cite, the metadata and the licence."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from rdflib import Graph
from rdflib.namespace import DCTERMS, OWL, RDFS, XSD

from aifkg import build
from aifkg.engine import GRAPHS
from aifkg.names import BASE, DATASET
from aifkg.share import Share
from tests import small
from tests.web.conftest import BROWSER, running
from tests.web.test_sparql import problem

THING = "/id/ai-factory/pharos"
LICENSE = "https://creativecommons.org/licenses/by/4.0/"
GONE = "/id/ai-factory/gone"
REPLACED = {
    "id/ai-factory/old": BASE + THING[1:],
    "id/ai-factory/odd": f"{BASE}id/ai-factory/a&b=é",
}
LINK = re.compile(r'<([^>]*)>; rel="([^"]+)"(?:; type="([^"]+)")?')
Links = dict[str, list[tuple[str, str]]]


@pytest.fixture(scope="module", name="site")
def _site(tmp_path_factory: pytest.TempPathFactory, share: Share) -> Iterator[httpx.Client]:
    """A server of the small graph with the record of the dataset."""
    quads = build.ensure(Share.at(small.root())).quads_path.read_text(encoding="utf-8")
    record = Graph().parse(share.data / "dataset.ttl").serialize(format="nt")
    gone = f'<{BASE}{GONE[1:]}> <{OWL.deprecated}> "true"^^<{XSD.boolean}> .\n'
    for old, new in REPLACED.items():
        gone += f"<{BASE}{old}> <{DCTERMS.isReplacedBy}> <{new}> .\n"
    with running(tmp_path_factory.mktemp("signs"), quads + record + gone) as server:
        yield server.client


def links(answer: httpx.Response) -> Links:
    """Return the links of an answer by relation, each with its media type."""
    found: Links = {}
    (value,) = answer.headers.get_list("link")
    parts = value.split(", <")
    for part in [parts[0], *(f"<{part}" for part in parts[1:])]:
        match = LINK.fullmatch(part)
        assert match is not None, part
        address = str(answer.request.url.join(match[1]))
        found.setdefault(match[2], []).append((address, match[3] or ""))
    return found


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", [THING, f"{THING}.html"])
def test_a_thing_and_its_page_have_every_signpost(
    site: httpx.Client, method: str, path: str
) -> None:
    answer = site.request(method, path, headers={"Accept": BROWSER})
    assert answer.status_code == (200 if path.endswith("html") else 303)
    found = links(answer)
    assert found["cite-as"] == [(BASE + THING[1:], "")]
    assert found["license"] == [(LICENSE, "")]
    assert ("https://schema.org/AboutPage", "") in found["type"]
    assert ("https://schema.org/Organization", "") in found["type"]
    assert {kind for _, kind in found["describedby"]} == {one.media_type for one in GRAPHS}
    assert {kind for _, kind in found["item"]} == {"application/json", "text/csv"}
    assert [address for address, _ in found["collection"]] == [str(site.base_url.join("/dataset"))]


@pytest.mark.parametrize("path", [THING, "/ontology", "/dataset", "/code/status/new"])
def test_each_signpost_leads_to_what_it_says(site: httpx.Client, path: str) -> None:
    found = links(site.get(path))
    for relation in ("describedby", "item", "linkset"):
        for address, media_type in found[relation]:
            answer = site.get(address)
            assert answer.status_code == 200, address
            assert answer.headers["content-type"].partition(";")[0] == media_type
    for address, _ in found.get("collection", []):
        assert site.get(address, follow_redirects=True).status_code == 200
    assert len(found["cite-as"]) == 1


@pytest.mark.parametrize("ending", [format_.extension for format_ in GRAPHS])
def test_a_document_leads_back_to_what_it_describes(site: httpx.Client, ending: str) -> None:
    found = links(site.get(f"{THING}.{ending}"))
    assert found["describes"] == [(str(site.base_url.join(f"{THING}.html")), "text/html")]
    assert found["license"] == [(LICENSE, "")]
    assert "describedby" not in found


@pytest.mark.parametrize("ending", ["json", "csv"])
def test_content_leads_back_to_the_page_it_is_of(site: httpx.Client, ending: str) -> None:
    found = links(site.get(f"{THING}.{ending}"))
    assert found["collection"] == [(str(site.base_url.join(f"{THING}.html")), "text/html")]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/ontology", "DefinedTermSet"),
        ("/dataset", "Dataset"),
        ("/code/status/new", "DefinedTerm"),
    ],
)
def test_what_is_no_thing_has_a_type_too(site: httpx.Client, path: str, kind: str) -> None:
    assert (f"https://schema.org/{kind}", "") in links(site.get(path))["type"]


def test_the_dataset_has_the_dump_and_is_in_no_other(site: httpx.Client) -> None:
    found = links(site.get("/dataset"))
    assert (str(site.base_url.join("/snapshot.nq")), "application/n-quads") in found["item"]
    assert "collection" not in found
    assert found["cite-as"] == [(DATASET, "")]


def test_they_are_one_line_of_a_modest_size(site: httpx.Client) -> None:
    for path in (THING, f"{THING}.ttl"):
        (value,) = site.get(path).headers.get_list("link")
        assert len(value) < 2_000


def test_what_is_not_there_has_none(site: httpx.Client) -> None:
    for path in ("/id/ai-factory/faros", GONE):
        assert "link" not in site.get(path).headers


def test_a_graph_without_a_record_says_no_licence(graph: httpx.Client) -> None:
    found = links(graph.get(THING))
    assert "license" not in found
    assert "collection" not in found
    assert "cite-as" in found


@pytest.mark.parametrize("of", [THING, THING[1:], BASE + THING[1:]])
def test_a_linkset_says_all_of_it_in_one_file(site: httpx.Client, of: str) -> None:
    answer = site.get("/linkset", params={"of": of})
    assert answer.headers["content-type"] == "application/linkset+json"
    page, *documents = answer.json()["linkset"]
    for context in (page, *documents):
        said = links(site.get(context["anchor"]))
        assert said.keys() == context.keys() - {"anchor"}
        for relation, found in said.items():
            listed = [(one["href"], one.get("type", "")) for one in context[relation]]
            assert listed == found
    known = {"If-None-Match": answer.headers["etag"]}
    assert site.get("/linkset", params={"of": of}, headers=known).status_code == 304


@pytest.mark.parametrize(
    ("query", "leads"),
    [
        ("of=id/ai-factory/old", "of=id/ai-factory/pharos"),
        (f"of={BASE}id/ai-factory/old", "of=id/ai-factory/pharos"),
        (
            "format=a%26b&of=id/ai-factory/old&anchor=%23x",
            "format=a%26b&of=id/ai-factory/pharos&anchor=%23x",
        ),
        ("of=id/ai-factory/odd", "of=id/ai-factory/a%26b%3D%C3%A9"),
    ],
)
def test_the_linkset_of_what_was_replaced_leads_to_that_of_the_other(
    site: httpx.Client, query: str, leads: str
) -> None:
    answer = site.get(f"/linkset?{query}")
    assert (answer.status_code, answer.headers["location"]) == (308, f"/linkset?{leads}")


def test_who_is_led_finds_the_signposts_of_the_other(site: httpx.Client) -> None:
    led = site.get("/linkset?of=id/ai-factory/old", follow_redirects=True)
    assert led.json() == site.get(f"/linkset?of={THING}").json()


@pytest.mark.parametrize(
    ("query", "status", "slug"),
    [
        ("", 400, "parameter"),
        ("?of=", 400, "parameter"),
        ("?of=a&of=b", 400, "parameter"),
        ("?of=%3Cscript%3E", 404, "not-found"),
        ("?of=id/ai-factory/faros", 404, "not-found"),
        ("?of=http://e.org/x", 404, "not-found"),
        (f"?of={GONE}", 410, "withdrawn"),
        ("?of=" + "a" * 3_000, 404, "not-found"),
    ],
)
def test_a_linkset_of_nothing_is_refused(
    site: httpx.Client, query: str, status: int, slug: str
) -> None:
    problem(site.get(f"/linkset{query}"), status, slug)


def test_a_licence_that_no_header_can_hold_is_left_out(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    evil = "http://e.org/é"
    quads = f"""<{DATASET}> <{DCTERMS.license}> <{evil}> .
<{BASE}id/ai-factory/a> <{RDFS.label}> "a" .
"""
    with running(tmp_path_factory.mktemp("evil"), quads) as server:
        assert "license" not in links(server.client.get("/id/ai-factory/a"))
