"""Reasons: words for a person: singular and plural, no counts of nothing, what to ask."""

from __future__ import annotations

import pytest

from aifkg.trace import Question, reasons

TWO = ("A", "B")


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((5, 16, 50, 1175), "In 1, 2, 3 and 4 steps A reaches 5, 16, 50 and 1,175 things."),
        ((5, 16), "In 1 and 2 steps A reaches 5 and 16 things."),
        ((5,), "In 1 step A reaches 5 things."),
        ((1,), "In 1 step A reaches 1 thing."),
        ((1, 0, 0), "In 1 step A reaches 1 thing, and nothing in more."),
        ((2, 1, 0), "In 1 and 2 steps A reaches 2 and 1 things, and nothing in more."),
        ((0, 0), "A reaches nothing."),
    ],
)
def test_what_is_reached_is_told_as_far_as_there_is_something(
    counts: tuple[int, ...], said: str
) -> None:
    assert reasons.reach("A", counts) == said


@pytest.mark.parametrize(
    ("links", "things", "said"),
    [
        (1476, 0, "1,476 links are left out (avoid=x, only=money, valid=2024, undated=no)"),
        (1, 0, "1 link is left out ("),
        (0, 1, "1 thing is left out ("),
        (1, 2, "1 link and 2 things are left out ("),
        (0, 0, ""),
    ],
)
def test_what_is_left_out_is_counted_where_something_is(links: int, things: int, said: str) -> None:
    question = Question(TWO, avoid=("x",), only=("money",), valid="2024", undated=False)
    told = reasons.left_out(question, links, things)
    assert told.startswith(said)
    assert bool(told) is bool(said)


def test_one_step_is_one_step() -> None:
    told = reasons.why(TWO, 1, 2, ["C"], None, is_joined=True)
    assert told == (
        "No path of at most 1 step joins A and B; the nearest takes 2, by way of C. "
        "Allow 2 steps (n=2)."
    )


@pytest.mark.parametrize(
    ("ended_by", "limit"), [("time", "of time"), ("nodes", "of partial paths")]
)
def test_a_limit_is_named_in_words(ended_by: str, limit: str) -> None:
    told = reasons.why(("A", "B", "C"), 4, None, [], ended_by, is_joined=False)
    assert told == f"The search ended at its limit {limit} before a path joined A, B and C."


def test_what_must_be_touched_is_told() -> None:
    assert reasons.required(Question(TWO)) == ""
    assert reasons.required(Question(TWO, via=("C", "D"))) == "Each path has to touch C and D."
