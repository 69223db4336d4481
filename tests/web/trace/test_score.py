"""The score of a path, in words."""

from __future__ import annotations

from dataclasses import replace

from aifkg.trace import Order
from aifkg.web.trace import score
from tests.web.trace.traces import through


def test_a_score_names_what_the_path_passes_through() -> None:
    html = score.html(through(1, "A", "B", "C"), Order.SPECIFIC)
    assert (
        "<summary>Specificity 0.22 of 1: passes through B, which has 38 neighbours</summary>"
        in html
    )
    assert (
        "1 / 4.5, the cost of the path: 2 steps at 1 each, and what the path passes through 2.50"
        in html
    )
    assert 'href="/id/organisation/b">B</a>: 38 neighbours, 12 by the kind of link' in html


def test_an_end_that_is_passed_through_costs_nothing_and_says_why() -> None:
    told = through(1, "A", "B", "C")
    html = score.html(replace(told, passed=(replace(told.passed[0], cost=0.0),)), Order.SPECIFIC)
    assert 'href="/id/organisation/b">B</a>: 0, as it is an end of the trace' in html


def test_a_single_step_passes_through_nothing() -> None:
    html = score.html(through(1, "A", "B"), Order.SHORTEST)
    assert "Specificity 1 of 1: nothing is passed through" in html
    assert "1 step at 1 each." in html
    assert "fewer steps come first" in html
