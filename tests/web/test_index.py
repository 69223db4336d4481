"""Indexes: each space of IRIs lists what stands in it, as a page by parts and as documents."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

import httpx
import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, RDFS

from aifkg import build
from aifkg.names import BASE, TERM
from aifkg.share import Share
from aifkg.web.index import MOST
from aifkg.web.space import SPACES
from tests import small
from tests.web.conftest import BROWSER, QUERIES, running
from tests.web.test_resource import RDFLIB
from tests.web.test_sparql import problem

COUNT = 2 * MOST + 1
MANY = "".join(
    f"<{BASE}id/statistic/s{i}> <{RDF.type}> <{TERM}Statistic> .\n"
    f'<{BASE}id/statistic/s{i}> <{RDFS.label}> "<b>{i:04d}</b>"@en .\n'
    for i in range(COUNT)
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    quads = build.ensure(Share.at(small.root())).quads_path.read_text(encoding="utf-8") + MANY
    with running(tmp_path_factory.mktemp("index"), quads) as server:
        yield server.client


def listed(site: httpx.Client, name: str) -> set[str]:
    return {row["iri"] for row in csv.DictReader(io.StringIO(site.get(f"/{name}.csv").text))}


@pytest.mark.parametrize("space", SPACES)
def test_a_space_leads_to_its_index_which_links_to_all_of_it(
    site: httpx.Client, space: str
) -> None:
    led = site.get(f"/{space}", headers={"Accept": BROWSER})
    assert (led.status_code, led.headers["location"]) == (303, f"{space}.html")
    text = site.get(f"/{space}.html").text
    assert "<h1>" in text
    members = listed(site, space)
    assert members
    links = set(re.findall(r'<li><a href="([^"]+)"', text))
    assert links == {"/" + iri.removeprefix(BASE) for iri in members}


@pytest.mark.parametrize("ending", RDFLIB)
@pytest.mark.parametrize("name", [*SPACES, "id/ai-factory", "id/country"])
def test_a_document_has_each_member(site: httpx.Client, name: str, ending: str) -> None:
    body = site.get(f"/{name}.{ending}").text
    graph = Graph().parse(data=body, format=RDFLIB[ending], publicID=BASE)
    me = URIRef(BASE + name)
    assert (me, RDF.type, RDFS.Container) in graph
    assert (me, RDFS.label, None) in graph
    assert {str(one) for one in graph.objects(me, RDFS.member)} == listed(site, name)


def test_kinds_are_listed_with_how_many_there_are(site: httpx.Client) -> None:
    content = site.get("/id.json").json()
    kinds = {one["iri"].removeprefix(BASE): one for one in content["members"]}
    assert kinds["id/ai-factory"]["count"] == len(listed(site, "id/ai-factory"))
    assert kinds["id/statistic"]["count"] == len(listed(site, "id/statistic")) >= COUNT
    assert kinds["id/organisation"]["count"] == len(listed(site, "id/organisation"))
    assert not {"id/source", "id/verdict"} & kinds.keys()


def test_countries_have_the_iris_of_their_table_and_lead_to_what_is_stated_here(
    site: httpx.Client,
) -> None:
    members = listed(site, "id/country")
    assert "http://publications.europa.eu/resource/authority/country/FIN" in members
    text = site.get("/id/country.html").text
    assert '<a href="/query/evidence?subject=http%3A%2F%2Fpublications' in text


def test_a_long_index_is_shown_by_parts_which_are_the_whole(site: httpx.Client) -> None:
    seen: list[str] = []
    place: str | None = "/id/statistic.html"
    while place:
        text = site.get(place).text
        links = re.findall(r'<li><a href="([^"]+)"', text)
        assert 0 < len(links) <= MOST
        seen += links
        after = re.search(r'<a href="([^"]+)" rel="next">', text)
        place = after[1] if after else None
    assert len(seen) == len(set(seen)) == len(listed(site, "id/statistic"))


def test_sources_stand_from_the_newest_with_their_dates_as_people_write_them(
    site: httpx.Client,
) -> None:
    text = site.get("/source.html").text
    dates = re.findall(r'<time datetime="([^"]+)">', text)
    assert dates == sorted(dates, reverse=True)
    assert ', <time datetime="2024-12-10">10 December 2024</time></li>' in text
    # What bears no date comes last.
    items = re.findall(r"<li>.*", text)
    dated = ["<time" in item for item in items]
    assert dated == sorted(dated, reverse=True)
    assert not all(dated)
    rows = list(csv.DictReader(io.StringIO(site.get("/source.csv").text)))
    assert [row["published"] for row in rows if row["published"]] == dates
    assert not [row for row in rows if row["published"] and row["published"] in row["about"]]


def test_names_are_hostile_until_escaped(site: httpx.Client) -> None:
    text = site.get("/id/statistic.html").text
    assert "&lt;b&gt;0000&lt;/b&gt;" in text
    assert "<b>" not in text


@pytest.mark.parametrize("page", ["0", "-1", "x", "1.5", "", "9" * 50, "²", "1&page=2"])
def test_a_page_that_is_no_number_is_refused(site: httpx.Client, page: str) -> None:
    problem(site.get(f"/id/statistic.html?page={page}"), 400, "parameter")


def test_a_page_past_the_last_is_not_found(site: httpx.Client) -> None:
    problem(site.get("/id/statistic.html?page=4"), 404, "not-found")


@pytest.mark.parametrize("ending", ["", ".ttl", ".html"])
def test_a_kind_that_is_none_is_told_near_ones(site: httpx.Client, ending: str) -> None:
    content = problem(site.get(f"/id/ai-factori{ending}"), 404, "not-found")
    assert content["did_you_mean"] == ["ai-factory"]


@pytest.mark.parametrize("name", ["%3Cscript%3E", "a%0D%0Ab", "k" * 400, "%C3%A9", "..%2F.."])
def test_what_can_be_no_kind_is_not_found(site: httpx.Client, name: str) -> None:
    problem(site.get(f"/id/{name}"), 404, "not-found")


@pytest.mark.parametrize("name", ["id.exe", "source.", "id/ai-factory.exe", "problem.ttl.ttl"])
def test_an_ending_that_is_none_is_not_found(site: httpx.Client, name: str) -> None:
    problem(site.get(f"/{name}"), 404, "not-found")


@pytest.mark.parametrize("name", ["id", "source", "id/ai-factory", "code/status", "dispute"])
def test_a_slash_at_the_end_leads_to_the_name_without_it(site: httpx.Client, name: str) -> None:
    led = site.get(f"/{name}/")
    assert (led.status_code, led.headers["location"]) == (308, f"/{name}")


def test_a_slash_at_the_end_leads_nowhere_else(site: httpx.Client) -> None:
    led = site.get("/id/a%0D%0Ab%22/")
    assert led.headers["location"] == "/id/a%0D%0Ab%22"
    problem(site.get("/id/a%0D%0Ab%22"), 404, "not-found")


@pytest.mark.parametrize("ending", ["html", "ttl", "json", "csv"])
def test_who_holds_an_index_is_spared_it(site: httpx.Client, ending: str) -> None:
    first = site.get(f"/id/ai-factory.{ending}")
    held = {"If-None-Match": first.headers["etag"]}
    assert site.get(f"/id/ai-factory.{ending}", headers=held).status_code == 304
    assert site.head(f"/id/ai-factory.{ending}").status_code == 200


def test_saved_questions_are_those_that_the_server_answers(site: httpx.Client) -> None:
    names = {iri.removeprefix(f"{BASE}query/") for iri in listed(site, "query")}
    assert names <= {path.stem for path in QUERIES.glob("*.rq")}
    assert "factories" in names


def test_a_kind_names_what_it_stands_in_and_what_it_means(site: httpx.Client) -> None:
    text = site.get("/id/ai-factory.html").text
    assert '<a href="/id">kind of things</a>' in text
    assert '<a href="/ontology#AIFactory">In the reference</a>' in text
