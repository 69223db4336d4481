"""The page of a trace, whole."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest

from aifkg.trace import Question, Trace
from aifkg.web.trace.given import Given
from aifkg.web.trace.page import begin_main, trace_main
from tests import small
from tests.web.trace import traces
from tests.web.trace.traces import ABOUT, HOSTILE, LIMITS, thing, through, trace

MOST_BYTES = 60_000


def main(said: Trace) -> str:
    return trace_main(said, Given.of(said.question), ABOUT)


@pytest.fixture(scope="module")
def typical() -> str:
    said = small.graph().trace("Henna Virkkunen", "LUMI AI Factory")
    assert said.paths
    return main(said)


def test_a_typical_page_is_small(typical: str) -> None:
    assert len(typical.encode()) < MOST_BYTES


def test_every_link_within_a_page_leads_somewhere_in_it(typical: str) -> None:
    ids = re.findall(r'\bid="([^"]+)"', typical)
    assert len(ids) == len(set(ids))
    anchors = set(re.findall(r'href="#([^"]+)"', typical))
    assert anchors
    assert anchors <= set(ids)


def test_crawlers_follow_no_link_to_a_trace(typical: str) -> None:
    links = re.findall(r'<a href="/trace[^>]+>', typical)
    assert links
    assert all("nofollow" in one for one in links)


def test_a_page_has_neither_scripts_nor_styles_of_its_own(typical: str) -> None:
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=", typical)


def test_the_form_comes_first_then_words_then_the_picture_then_sources(typical: str) -> None:
    parts = ["<h1>", '<form class="ask-trace"', 'id="paths"', 'id="picture"', 'id="sources"']
    places = [typical.index(one) for one in (*parts, 'id="cite"', 'id="export"')]
    assert places == sorted(places)


def test_it_is_cited_kept_and_exported_by_names_that_stay() -> None:
    html = unescape(main(trace(through(1, "A", "B"))))
    same = "/trace?from=organisation%3Aa&to=organisation%3Ab"
    kept = f"{same}&snapshot={'5' * 64}"
    assert f'<a href="{kept}" rel="nofollow bookmark">Permalink</a>' in html
    for name in ("json", "csv", "sentences", "turtle", "trig", "graphml", "gexf", "svg"):
        assert f'<a href="{kept}&format={name}" rel="nofollow">' in html
    assert "Cited <so>" in html
    assert "@misc{a," in html
    assert f'name="path" value="{same}"' in html


def test_another_order_and_more_paths_are_one_link_away() -> None:
    html = unescape(main(trace(*(through(rank, "A", "B") for rank in range(1, 6)))))
    assert '&order=shortest" rel="nofollow">Ask for plainly the shortest first</a>' in html
    assert '&k=10" rel="nofollow">for 10 paths</a>' in html
    assert "for 10 paths" not in main(trace(through(1, "A", "B")))


def test_a_limit_that_ended_the_search_is_said_before_all_else() -> None:
    said = trace(through(1, "A", "B"))
    for by, words in (("time", "limit of 5 seconds"), ("nodes", "limit of 100,000 partial paths")):
        html = main(replace(said, limits=replace(LIMITS, ended_by=by)))
        assert words in html.partition("<form")[0]
    assert "The search ended" not in main(said)


def test_what_was_asked_beyond_the_ends_stands_above_the_paths() -> None:
    said = trace(through(1, "A", "B"))
    asked = main(replace(said, question=Question(said.question.ends, avoid=("country",))))
    assert "Asked: at most 4 steps; without country." in asked.partition('id="paths"')[0]
    assert "Asked:" not in main(said)


def test_a_reader_skips_the_form() -> None:
    html = main(trace(through(1, "A", "B")))
    assert '<a href="#paths">Skip to the paths</a>' in html.partition("<form")[0]
    assert "Skip to" not in main(traces.without("A", "B"))


def test_of_more_than_two_ends_the_paths_are_one_picture() -> None:
    ends = [thing(name) for name in "ABC"]
    html = main(trace(through(1, "B", "X", "A"), through(2, "C", "X"), ends=ends))
    assert "The smallest picture that joins them" in html
    assert "How are A, B and C connected?" in html
    assert "The first branch joins two ends." in html
    assert "how many paths are asked for has no effect" in html


def test_without_a_path_the_page_says_why_and_has_no_picture() -> None:
    html = main(traces.without("A", "B"))
    assert 'id="again"' in html
    assert 'id="picture"' not in html
    assert 'id="paths"' not in html


def test_nothing_in_a_name_runs() -> None:
    bad = replace(through(1, "A", "B").steps[0].start, label=HOSTILE)
    html = main(trace(through(1, "A", "B"), ends=[bad, thing("B")]))
    assert "<script" not in html


def test_without_a_question_the_page_is_a_form_with_examples() -> None:
    html = begin_main(Given())
    assert "A trace says how two or more things are connected" in html
    assert html.index("<form") < html.index('id="examples"')


def test_what_was_wrong_is_said_above_the_form_that_mends_it() -> None:
    html = begin_main(Given("A", ("?",)), '<p class="notice">No such thing.</p>')
    assert html.index("No such thing.") < html.index('value="?"')
