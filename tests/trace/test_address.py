"""Addresses: one for each question, as the site has it."""

from __future__ import annotations

import pytest

from aifkg.trace import Order, Question
from aifkg.trace.address import query
from aifkg.web.trace.given import PATH, Given

QUESTIONS = (
    Question(("a", "b")),
    Question(("a", "b", "c"), k=1, n=8, order=Order.SHORTEST),
    Question(("a", "b"), via=("x y", "z&"), avoid=("p", "q")),
    Question(("a", "b"), valid="2024-01/2025-06", undated=False, detours=True, only=("money",)),
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_site_answers_at_the_same_address(question: Question) -> None:
    ends = [f"person:{one}" for one in question.ends]
    assert f"{PATH}?{query(question, ends)}" == Given.of(question, ends).address()


def test_what_goes_without_saying_is_left_out() -> None:
    assert query(Question(("a", "b")), ("person:a", "b")) == "from=person%3Aa&to=b"


def test_what_is_no_character_is_replaced() -> None:
    assert query(Question(("a", "b")), ("\udcff", "b")) == "from=%3F&to=b"
