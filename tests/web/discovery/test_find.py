"""Find: what is called so, by name, as a page, as JSON and as suggestions."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from aifkg.names import BASE
from tests.web.conftest import BROWSER, running
from tests.web.test_sparql import problem

PHAROS = f"{BASE}id/ai-factory/pharos"
FORM = re.compile(r'<form class="find" action="/find" role="search">(.*?)</form>', re.S)
SUGGESTIONS = "application/x-suggestions+json"


def found(graph: httpx.Client, text: str) -> list[dict[str, str]]:
    answer = graph.get("/find", params={"q": text, "format": "json"})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["found"])


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("Pharos", "exact"),
        ("  PHAROS ", "exact"),
        ("phar", "beginnings"),
        ("Faros", "near"),
        ("Pharoz", "near"),
        ("pharos factory", "words"),
        ("ai-factory:pharos", "exact"),
        ("Pharos Alexandria", "some"),
    ],
)
def test_a_thing_is_found_first_by_what_it_is_called(
    graph: httpx.Client, text: str, match: str
) -> None:
    first = found(graph, text)[0]
    assert (first["iri"], first["match"]) == (PHAROS, match)
    assert first["kind"] == "AI factory"
    assert first["page"] == "/id/ai-factory/pharos"


def test_the_full_name_of_one_thing_lists_it_first_and_once(graph: httpx.Client) -> None:
    for one in found(graph, "factory"):
        if one["page"].startswith("/id/"):
            again = found(graph, one["label"])
            assert again[0]["label"] == one["label"]
            assert len({other["iri"] for other in again}) == len(again)


def test_nothing_is_called_by_its_curie(graph: httpx.Client) -> None:
    assert "name" not in found(graph, "ai-factory:pharos")[0]


def test_a_country_leads_to_its_page_here(graph: httpx.Client) -> None:
    (country,) = [one for one in found(graph, "Greece") if one["kind"] == "country"]
    assert country["iri"].endswith("/country/GRC")
    assert country["page"] == "/id/country/GRC"


def test_a_browser_gets_a_page_that_leads_to_the_thing(graph: httpx.Client) -> None:
    page = graph.get("/find", params={"q": "phar"})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert '<a href="/id/ai-factory/pharos">' in page.text
    assert "AI factory" in page.text
    assert "<script" not in page.text
    for link in re.findall(r'<li><a href="([^"]+)">', page.text):
        assert graph.get(link, follow_redirects=True).status_code == 200, link


def test_every_page_has_a_field_to_find_by(graph: httpx.Client) -> None:
    for path in (
        "/",
        "/find",
        "/sparql",
        "/id/ai-factory/pharos.html",
        "/ontology.html",
        "/nothing",
    ):
        text = graph.get(f"/{path}").text
        form = re.search(
            r'<form class="find" action="/find" role="search">(.*?)</form>', text, re.S
        )
        assert form is not None, path
        assert '<label for="find">' in form[1]
        assert '<input id="find" name="q"' in form[1]
        assert '<link rel="search" type="application/opensearchdescription+xml"' in text


def test_what_was_looked_for_stands_in_the_field(graph: httpx.Client) -> None:
    assert 'value="Pharos"' in graph.get("/find", params={"q": "Pharos"}).text


def test_nothing_found_says_what_is_covered_and_what_to_try(graph: httpx.Client) -> None:
    page = graph.get("/find", params={"q": "zzqqxx"})
    assert page.status_code == 200
    assert "Nothing is called so" in page.text
    assert "The graph covers" in page.text
    assert "To try" in page.text
    assert found(graph, "zzqqxx") == []


@pytest.mark.parametrize("by", ["accept", "format"])
def test_a_browser_is_suggested_names_with_their_pages(graph: httpx.Client, by: str) -> None:
    params = {"q": "phar", **({"format": "suggestions"} if by == "format" else {})}
    headers = {"Accept": SUGGESTIONS if by == "accept" else BROWSER}
    answer = graph.get("/find", params=params, headers=headers)
    assert answer.headers["content-type"] == SUGGESTIONS
    text, names, kinds, pages = answer.json()
    assert text == "phar"
    assert len(names) == len(kinds) == len(pages) > 0
    assert "Pharos" in names[0]
    assert pages[0] == str(graph.base_url.join("/id/ai-factory/pharos"))


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' OR 1=1",
    "} UNION { ?s ?p ?o",
    "\x00\x1b",
    "%00",
    "\u202e",
    "💥" * 100,
    "(" * 200,
    ".*",
    "a " * 100,
    "$main $title",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("format_", ["html", "json", "suggestions"])
def test_what_is_looked_for_is_hostile(graph: httpx.Client, text: str, format_: str) -> None:
    answer = graph.get("/find", params={"q": text, "format": format_})
    assert answer.status_code == (400 if not text.strip() and format_ != "html" else 200)
    if format_ == "html":
        assert "<script" not in answer.text
        assert "<img" not in answer.text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("q=" + "a" * 201, "201 characters"),
        ("q=a&q=b", "stands 2 times"),
        ("q=%FF", "cannot be read"),
        ("q=a&format=docx", "no format"),
        ("", "q is missing"),
        ("q=", "q is missing"),
    ],
)
def test_what_cannot_be_looked_for_is_refused(graph: httpx.Client, query: str, said: str) -> None:
    answer = graph.get(f"/find?{query}", headers={"Accept": "application/json"})
    assert said in str(problem(answer, 400, "parameter")["detail"])


def test_who_takes_no_format_on_offer_is_told_them(graph: httpx.Client) -> None:
    answer = graph.get("/find?q=a", headers={"Accept": "image/png"})
    assert SUGGESTIONS in str(problem(answer, 406, "not-acceptable")["detail"])


@pytest.mark.parametrize("format_", ["html", "json", "suggestions"])
def test_a_client_that_holds_it_is_spared_it(graph: httpx.Client, format_: str) -> None:
    params = {"q": "pharos", "format": format_}
    first = graph.get("/find", params=params)
    again = graph.get("/find", params=params, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = graph.head("/find", params=params, headers={"Accept-Encoding": "identity"})
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == first.headers["etag"]


def test_one_query_answers_every_search(graph: httpx.Client) -> None:
    def asked() -> int:
        text = graph.get("/metrics").text
        return sum(
            int(float(count))
            for count in re.findall(r"^aifkg_cache_misses_total\S* ([\d.e+]+)$", text, re.M)
        )

    graph.get("/find?q=first&format=json")
    before = asked()
    for number in range(5):
        graph.get(f"/find?q=lumi{number}&format=json")
    assert asked() == before


def test_looking_for_a_name_is_on_the_budget_of_who_asks(tmp_path: Path) -> None:
    with running(tmp_path, AIFKG_WORKERS="1", AIFKG_BUDGET_SECONDS="0.0001") as server:
        assert server.client.get("/find?q=lumi&format=json").status_code == 200
        # The names are held by then: what it costs still is to look one up.
        problem(server.client.get("/find?q=fin&format=json"), 429, "budget-spent")


def test_more_are_counted_than_are_listed(graph: httpx.Client) -> None:
    said = graph.get("/find", params={"q": "a", "format": "json"}).json()
    assert said["total"] > said["shown"] == len(said["found"]) == 50
    assert f"The first 50 of {said['total']:,}" in graph.get("/find", params={"q": "a"}).text
