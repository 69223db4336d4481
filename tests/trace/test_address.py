"""Addresses: one for each question, as the site has it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aifkg.names import BASE
from aifkg.trace import Order, Question
from aifkg.trace.address import pairs, permalink, query
from aifkg.web.protocol import fields
from aifkg.web.trace import asked
from aifkg.web.trace.given import PATH, Given
from tests import small

QUESTIONS = (
    Question(("a", "b")),
    Question(("a", "b", "c"), k=1, n=8, order=Order.SHORTEST),
    Question(("a", "b"), via=("x y", "z&"), avoid=("p", "q")),
    Question(("a", "b"), valid="2024-01/2025-06", undated=False, detours=True, only=("money",)),
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_site_answers_at_the_same_address(question: Question) -> None:
    ends = [f"person:{one}" for one in question.ends]
    address = f"{PATH}?{query(pairs(question, ends))}"
    assert address == Given.of(question, ends).address()
    assert asked.question(fields(address.partition("?")[2].encode())) == replace(
        question, ends=tuple(ends)
    )


def test_what_goes_without_saying_is_left_out() -> None:
    assert query(pairs(Question(("a", "b")), ("person:a", "b"))) == "from=person%3Aa&to=b"


def test_what_is_no_character_is_replaced() -> None:
    assert query(pairs(Question(("a", "b")), ("\udcff", "b"))) == "from=%3F&to=b"


def test_a_permalink_names_the_graph_that_answered_and_its_day() -> None:
    graph = small.graph()
    trace = graph.trace("Henna Virkkunen", "LUMI AI Factory")
    asked_for = "trace?from=person%3Ahenna-virkkunen&to=ai-factory%3Alumi"
    named = f"&snapshot={trace.snapshot}"
    assert len(trace.snapshot) == 64
    assert permalink(trace, graph.shorten) == f"{BASE}{asked_for}{named}"
    past = permalink(trace, graph.shorten, "2024-12-31")
    assert past == f"{BASE}as-of/2024-12-31/{asked_for}{named}"
