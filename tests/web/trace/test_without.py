"""Without a path."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

from aifkg.trace.answer import Reached
from aifkg.web.trace import without
from aifkg.web.trace.given import Given
from tests.web.trace import traces

NONE = traces.without("A", "B")
GIVEN = Given.of(NONE.question)


def test_why_there_is_no_path_is_told_in_words() -> None:
    assert "No path &lt;of&gt; 4 steps." in without.html(NONE, GIVEN)


def test_links_ask_again_with_what_is_advised() -> None:
    html = unescape(without.html(NONE, GIVEN))
    links = re.findall(r'<a href="([^"]+)" rel="nofollow">([^<]+)</a>', html)
    asked = {words: address for address, words in links}
    assert "n=5" in asked["with at most 5 steps"]
    assert "avoid" not in asked["with what was left out"]
    assert "valid=2024" in asked["with what was left out"]
    assert "valid" not in asked["whenever links are valid"]
    assert "undated" not in asked["with links that have no date"]


def test_links_ask_again_by_other_links() -> None:
    html = unescape(without.html(NONE, replace(GIVEN, only=("money",))))
    (address,) = re.findall(r'<a href="([^"]+)" rel="nofollow">by links of every kind</a>', html)
    assert "only" not in address


def test_more_steps_are_not_advised_where_none_would_do() -> None:
    assert "steps</a>" not in without.html(traces.without("A", "B", needed=None), GIVEN)
    assert "steps</a>" not in without.html(traces.without("A", "B", needed=9), Given("A", ("B",)))


def test_what_each_end_reaches_is_a_table() -> None:
    said = NONE.explanation
    assert said is not None
    reached = tuple(Reached(end.iri, (5, 1_200)) for end in NONE.ends)
    html = without.html(replace(NONE, explanation=replace(said, reached=reached)), GIVEN)
    assert '<th scope="col" class="number">2 steps</th>' in html
    assert '<th scope="row"><a href="/id/organisation/b">B</a></th>' in html
    assert '<td class="number">1,200</td>' in html


def test_where_there_are_paths_it_is_nothing() -> None:
    assert without.html(traces.trace(traces.through(1, "A", "B")), GIVEN) == ""
