"""What a question asks beyond its ends, in a line."""

from __future__ import annotations

from aifkg.trace import Order, Question
from aifkg.web.trace import filters
from aifkg.web.trace.chapters import Chapter
from tests.web.trace.traces import HOSTILE

ENDS = ("A", "B")


def test_what_goes_without_saying_is_not_said() -> None:
    assert filters.html(Question(ENDS)) == ""
    # Of one picture there are as many paths as it needs.
    assert filters.html(Question((*ENDS, "C"), k=9)) == ""


def test_all_that_was_asked_stands_in_one_line() -> None:
    question = Question(
        ENDS,
        k=2,
        n=1,
        order=Order.SHORTEST,
        via=("Greece", "aif:Post"),
        avoid=("country",),
        valid="2024-01/2025-06",
        undated=False,
        detours=True,
        only=("money", "places"),
    )
    assert filters.html(question) == (
        '<p class="quiet">Asked: at most 1 step; up to 2 paths; the shortest first; '
        "through Greece and aif:Post; without country; only links of money, places; "
        "valid in January 2024 to June 2025; without links that have no date; with detours.</p>"
    )


def test_of_all_else_the_steps_are_said_too() -> None:
    assert "Asked: at most 4 steps; valid in 2024." in filters.html(Question(ENDS, valid="2024"))
    assert "valid on 5 May 2024." in filters.html(Question(ENDS, valid="2024-05-05"))
    assert "Asked: at most 6 steps." in filters.html(Question(ENDS, n=6))


def test_a_chapter_is_told_by_what_it_is_called() -> None:
    chapters = [Chapter("money", "Money and figures")]
    html = filters.html(Question(ENDS, avoid=("LUMI",), only=("money",)), chapters)
    assert "without LUMI; only links of “Money and figures”." in html


def test_nothing_that_was_asked_runs() -> None:
    assert "<script" not in filters.html(Question(ENDS, avoid=(HOSTILE,)))
