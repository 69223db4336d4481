"""The page of a thing, as a reader gets it from a server of the small graph."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import httpx
import pytest

from aifkg import build
from aifkg.names import BASE
from aifkg.share import Share
from aifkg.show import Incoming, Kind, Link
from aifkg.web.thing.page import sentence
from tests import small

QUADS = build.ensure(Share.at(small.root())).quads_path.read_text(encoding="utf-8")
THINGS = sorted(set(re.findall(rf"^<{BASE}((?:id|source|verdict|dispute)/[^>#]+)> ", QUADS, re.M)))


def text_of(html: str) -> str:
    """Return what is read on a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def page(graph: httpx.Client, name: str) -> str:
    response = graph.get(f"/{name}.html")
    assert response.status_code == 200
    return response.text


def test_a_page_says_what_the_thing_is_in_a_sentence(graph: httpx.Client) -> None:
    html = page(graph, "id/ai-factory/pharos")
    sentence = "AI factory in Athens, Greece, hosted by GRNET, selected on 10 December 2024."
    assert sentence in text_of(html)
    assert f'<meta name="description" content="{sentence[:-1]}">' in html


@pytest.mark.parametrize(
    ("name", "kind", "other"),
    [
        ("id/ai-factory/pharos", "AI factory", "LUMI AI Factory"),
        ("dispute/commitment/lumi-budget/amount", "dispute", "Dispute on Pharos: status"),
    ],
)
def test_a_page_leads_up_to_all_that_is_of_its_kind(
    graph: httpx.Client, name: str, kind: str, other: str
) -> None:
    html = page(graph, name)
    (up,) = re.findall(rf'<p class="home">.* &rsaquo; <a href="([^"]+)">{kind}</a></p>', html)
    index = graph.get(up, follow_redirects=True)
    assert index.status_code == 200
    assert other in index.text


def test_money_comes_with_amount_bound_giver_and_sources(graph: httpx.Client) -> None:
    html = page(graph, "id/ai-factory/lumi")
    money = html.partition('<h2 id="money">')[2].partition("<h2")[0]
    assert "at least 556,000,000 euro, total budget" in text_of(money)
    assert re.search(r'<sup class="sources"><a href="#source-\d+" aria-label="Source \d+">', money)
    assert '<a href="/dispute/commitment/lumi-budget/amount">sources differ</a>' in money


def test_a_timeline_goes_from_the_earliest_to_the_latest(graph: httpx.Client) -> None:
    html = page(graph, "id/supercomputer/lumi")
    dates = re.findall(r'<time datetime="([^"]+)">', html)
    assert dates == sorted(dates)
    assert "10 December 2024" in text_of(page(graph, "id/selection-round/ai-factories-1"))


def test_a_disputed_value_says_so_shows_the_others_and_leads_to_the_dispute(
    graph: httpx.Client,
) -> None:
    html = page(graph, "id/commitment/lumi-budget")
    assert "Sources give 2 values; decided by: verdict. The koruna figure" in text_of(html)
    assert "<s>15,000,000,000 Czech koruna</s>" in html
    (dispute,) = set(re.findall(r'href="/(dispute/[^"#]+)">the dispute', html))
    both = text_of(page(graph, dispute))
    assert "556,000,000 euro" in both
    assert "15,000,000,000 Czech koruna" in both
    decided = "Decided by verdict . An editor has decided, with a reason. The reason: The koruna"
    assert decided in both


def test_a_dispute_says_of_a_value_once_how_it_stands(graph: httpx.Client) -> None:
    html = page(graph, "dispute/commitment/lumi-budget/amount")
    assert "<td><s>15,000,000,000 Czech koruna</s></td><td>not chosen</td>" in html
    assert "stated, and not chosen" not in html


def test_a_dispute_says_in_words_how_the_sources_rank(graph: httpx.Client) -> None:
    html = page(graph, "dispute/ai-factory/pharos/status")
    assert (
        "Decided by higher rank . The source of the higher rank goes first. The best source of the "
        "chosen value is of the kind “republished official text” (rank 3), the best of any other "
        "of the kind “machine-written page” (rank 9); 1 goes first."
    ) in text_of(html)
    (ranks,) = re.findall(r'<a href="(/code/source-kind)">How', html)
    assert "republished official text rank 3" in text_of(graph.get(f"{ranks}.html").text)
    (rules,) = re.findall(r'<a href="(/code/resolution)">The rules', html)
    listed = re.findall(r'<li id="code-resolution-([\w-]+)">', graph.get(f"{rules}.html").text)
    assert listed[:4] == ["verdict", "known-value", "latest-valid", "higher-rank"]


def test_a_dispute_that_is_open_says_that_no_rule_decides(graph: httpx.Client) -> None:
    read = text_of(page(graph, "dispute/commitment/ai-factories-investment/amount"))
    assert "Open . No rule decides; all values stand." in read
    assert "Decided by" not in read


def test_a_derived_value_names_its_rule(graph: httpx.Client) -> None:
    html = page(graph, "id/commitment/pharos-budget")
    assert '(derived by <a href="/rule/bound-exact">bound-exact</a>)' in html


def test_a_source_says_what_each_passage_states_and_what_became_of_it(graph: httpx.Client) -> None:
    html = page(graph, "source/it4i-lumiaif")
    read = text_of(html)
    assert re.search(r"\d+ claims; \d+ stand in the resolved view, \d+ do not", read)
    assert re.search(r"amount 15,000,000,000 \(does not stand; disputed ?\)", read)
    assert '<dt id="paragraph-3"><a href="#paragraph-3">third paragraph</a></dt>' in html


def test_what_a_source_stated_before_others_stated_later_is_no_error_of_it(
    graph: httpx.Client,
) -> None:
    read = text_of(page(graph, "source/kathimerini-2022"))
    assert re.search(
        r"\d+ claims; \d+ stand in the resolved view, 1 gave way to later ones\.", read
    )
    assert "operation planned for 2024 (stated earlier)" in read
    assert "<s>2024</s>" not in page(graph, "source/kathimerini-2022")


@pytest.mark.parametrize(
    "name", ["id/ai-factory/lumi", "dispute/commitment/lumi-budget/amount", "source/it4i-lumiaif"]
)
def test_a_page_leads_to_its_tools_before_all_else(graph: httpx.Client, name: str) -> None:
    before = page(graph, name).partition("<h2")[0]
    assert '<a href="#cite">Cite</a> &middot; <a href="#export">Export</a>' in before


def test_a_page_can_be_cited_exported_and_asked_from(graph: httpx.Client) -> None:
    html = page(graph, "id/ai-factory/pharos")
    assert re.search(
        r'"Pharos", aifkg, .*snapshot [0-9a-f]{12} of 22 November 2026,', unescape(html)
    )
    (asked,) = re.findall(r'href="(/sparql\?[^"]+)" rel="nofollow">Open as SPARQL', html)
    answer = graph.get(unescape(asked).replace("format=html", "format=csv"))
    assert answer.status_code == 200
    assert "https://w3id.org/aifkg/id/organisation/grnet" in answer.text
    assert "#" in answer.text.partition("passage")[2]


def test_a_thing_that_others_name_has_a_page_here(graph: httpx.Client) -> None:
    html = page(graph, "id/country/FIN")
    assert "<h1>Finland</h1>" in html
    assert "Country of LUMI AI Factory, LUMI and Kajaani." in text_of(html)
    assert "http://publications.europa.eu/resource/authority/country/FIN" in html
    assert 'href="/id/country/FIN.ttl"' in html
    assert 'href="/id/country/FIN"' in page(graph, "id/ai-factory/lumi")
    assert graph.get("/id/country/FIN.ttl").status_code == 200
    assert graph.get("/code/currency/EUR.html").status_code == 200
    assert graph.get("/id/country/XXX.html").status_code == 404


def test_what_points_at_a_country_is_grouped_by_kind_and_counted(graph: httpx.Client) -> None:
    related = page(graph, "id/country/FIN").partition('<h2 id="related">')[2]
    read = text_of(related.partition("</dl>")[0])
    assert (
        "country of AI factory (1) LUMI AI Factory Supercomputer (1) LUMI Place (1) Kajaani" in read
    )
    # A relation of one kind needs no heading for it.
    assert "Place (" not in text_of(page(graph, "id/supercomputer/lumi"))


def test_of_what_has_no_properties_the_sentence_counts_what_it_does_not_name() -> None:
    things = tuple(Link(name, f"{BASE}id/place/{name}") for name in "ab")
    kinds = (Kind("place", 40, things), Kind("machine", 2, things[:1]))
    bare = replace(small.graph().show("Finland"), properties=(), clause="")
    one = Incoming("country of", f"{BASE}ontology#inCountry", 42, kinds)
    assert sentence(replace(bare, incoming=(one,))) == "Country of a, a and 40 more things."
    assert sentence(replace(bare, incoming=())) == ""


@pytest.mark.parametrize("name", THINGS)
def test_every_page_is_whole_small_and_leads_nowhere_in_vain(
    graph: httpx.Client, name: str
) -> None:
    html = page(graph, name)
    assert len(html) < 60_000
    assert html.count("<h1>") == 1
    assert set(re.findall(r"<script[^>]*>", html)) <= {'<script type="application/ld+json">'}
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)
    assert "urn:" not in html
