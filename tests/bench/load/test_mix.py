"""The mix: each question has forms that no cache knows, and that ask the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from aifkg import build
from aifkg.engine import BY_NAME, EmbeddedEngine, Form, form_of
from aifkg.share import Share
from tests.bench.http.answers import count
from tests.bench.load.mix import LIMITS, Question, Varying, factories, mix, read

MIX = mix()
LONG = read(Path(__file__).parents[1] / "http" / "many-rows.rq")
each = pytest.mark.parametrize("question", [*MIX, LONG], ids=lambda one: one.name)


@pytest.fixture(scope="module")
def engine(share: Share) -> EmbeddedEngine:
    return EmbeddedEngine.open(build.ensure(share).quads_path)


def answer(engine: EmbeddedEngine, question: Question, query: str) -> bytes:
    return engine.answer(query, BY_NAME["ntriples" if question.is_graph else "json"])


def test_the_mix_has_every_form_and_ten_questions() -> None:
    assert len(MIX) >= 10
    assert {form_of(one.text) for one in MIX} == set(Form)


@each
def test_the_parts_of_a_question_are_its_text(question: Question) -> None:
    parts = [part if isinstance(part, str) else part.text for part in question.parts()]
    assert "".join(parts) == question.text


@each
def test_a_question_varies_in_a_variable_a_constant_and_a_limit(question: Question) -> None:
    kinds = [part.kind for part in question.parts() if isinstance(part, Varying)]
    assert '"0"' in question.text
    assert "_0" in question.text
    assert kinds.count("number") >= 2
    assert "limit" in kinds or form_of(question.text) is Form.ASK


@each
def test_no_two_forms_of_a_question_are_equal(question: Question, share: Share) -> None:
    slugs = factories(share)
    forms = {question.form(number, slugs) for number in range(1, 1_000)}
    assert len(forms) == 999
    assert question.text not in forms


@each
def test_a_form_that_keeps_limit_and_factory_has_as_many_rows(
    question: Question, engine: EmbeddedEngine
) -> None:
    form = question.form(7 * LIMITS, ["lumi"])
    rows = count(question, answer(engine, question, form))
    assert rows == count(question, answer(engine, question, question.text))
    assert rows > 0 or form_of(question.text) is Form.ASK


def test_the_long_answers_are_as_long_as_they_are_said_to_be(engine: EmbeddedEngine) -> None:
    rows = next(one for one in MIX if one.name == "rows")
    assert count(rows, answer(engine, rows, rows.text)) == 10_000
    assert count(LONG, answer(engine, LONG, LONG.text)) == 100_000


def test_a_form_asks_of_the_factories_in_turn() -> None:
    question = Question("one", "ASK { ai-factory:lumi ?p_0 ?o }")
    assert question.form(4, ["a", "b", "c"]) == "ASK { ai-factory:b ?p_4 ?o }"
