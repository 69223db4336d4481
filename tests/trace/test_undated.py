"""Undated: steps without a known date are told of where a time is asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aifkg.trace import Question, Trace, Tracer, undated
from aifkg.trace.formats.noting import notes

THEN = "/as-of/<day> shows the graph as it was known then."


@pytest.fixture(scope="module")
def dated(tracer: Tracer) -> Trace:
    return tracer.trace(Question(("Henna Virkkunen", "LUMI AI Factory"), valid="2025", n=6, k=9))


def test_steps_without_a_date_are_counted_once_each(dated: Trace) -> None:
    without = [step for step in dated.steps if not step.is_dated]
    assert dated.limits.undated == len(without) > 1
    assert sum(len(path.steps) for path in dated.paths) > len(dated.steps)


def test_what_has_no_date_is_said_with_what_to_ask(dated: Trace) -> None:
    number = dated.limits.undated
    said = f"{number} of these steps have no known date; undated=no leaves them out; {THEN}"
    assert undated.note(dated) == said
    assert said in notes(dated)
    one = replace(dated, limits=replace(dated.limits, undated=1))
    assert undated.note(one).startswith("1 of these steps has no known date; undated=no leaves it ")


def test_without_a_time_nothing_is_said_of_dates(tracer: Tracer, dated: Trace) -> None:
    asked = tracer.trace(Question(dated.question.ends))
    assert (asked.limits.undated, undated.note(asked)) == (None, "")
    strict = tracer.trace(replace(dated.question, undated=False))
    assert (strict.limits.undated, undated.note(strict)) == (0, "")
    assert undated.left_out(Question(("A", "B")), 5, 9) == ""


def test_links_that_are_left_out_for_want_of_a_date_are_counted() -> None:
    question = Question(("A", "B"), undated=False)
    most = undated.left_out(question, 1_300, 1_500)
    assert most.startswith("Most links, 1,300 of 1,500, have no known date and are left out: ask")
    assert most.endswith(f"undated=yes; {THEN}")
    assert undated.left_out(question, 3, 9).startswith("3 of 9 links have no known date")
    assert undated.left_out(question, 0, 9) == ""
