"""Plain: what is written of a trace as JSON is read again as the same, and is as documented."""

from __future__ import annotations

import json
import random
from importlib.resources import files
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from aifkg.trace import Order, Question, Trace, Tracer, as_json, from_json
from aifkg.trace.plain import FORMULA, WEIGHTS, packed, read_question, write_question

SNAPSHOT = "0123abcd"
DRAGHI, MARENOSTRUM = "Mario Draghi", "MareNostrum 5"
QUESTIONS = (
    Question((DRAGHI, MARENOSTRUM)),
    Question((DRAGHI, MARENOSTRUM), n=1),
    Question((DRAGHI, MARENOSTRUM), k=20, n=6, order=Order.SHORTEST, avoid=("person",)),
    Question((DRAGHI, MARENOSTRUM), n=6, via=("EuroHPC JU", "person"), valid="2024"),
    Question((DRAGHI, "European Commission"), valid="2024-01/2024-06", undated=False),
    Question((DRAGHI, MARENOSTRUM, "Slovenia", "Bologna")),
    Question((DRAGHI, MARENOSTRUM, "Slovenia"), avoid=("aif:Thing",)),
)


@pytest.fixture(scope="module", params=QUESTIONS, ids=lambda question: str(question)[:90])
def trace(request: pytest.FixtureRequest, tracer: Tracer) -> Trace:
    return tracer.trace(request.param, SNAPSHOT, 30.0)


def test_a_trace_is_read_as_it_was_written(trace: Trace) -> None:
    assert from_json(json.loads(json.dumps(as_json(trace)))) == trace


def test_a_trace_is_as_its_schema_says(trace: Trace) -> None:
    schema = json.loads(files("aifkg.trace").joinpath("trace.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.loads(json.dumps(as_json(trace))))


def test_it_says_which_graph_and_which_limits_it_has(trace: Trace) -> None:
    said = as_json(trace)
    assert said["snapshot"] == SNAPSHOT
    assert said["limits"]["seconds"] == 30.0
    assert (said["limits"]["k"], said["limits"]["n"]) == (trace.question.k, trace.question.n)
    assert said["limits"]["looked_at"] <= said["limits"]["most"]
    assert (said["explanation"] is None) == bool(said["paths"])


def test_what_the_formula_says_of_a_path_is_its_cost(trace: Trace) -> None:
    said = as_json(trace)
    assert said["formula"] == {"text": FORMULA, "weights": WEIGHTS}
    for path in said["paths"]:
        cost = len(path["steps"])
        for one in path["passed"]:
            links = [alike for alike in one["alike"] if alike]
            hub, common = len(links) * log(one["neighbours"]), sum(map(log, links))
            of = WEIGHTS["hub"] * hub + WEIGHTS["common"] * common
            assert one["cost"] in (0, pytest.approx(of, abs=0.002))
            cost += one["cost"]
        assert path["cost"] == pytest.approx(cost, abs=0.002)
        assert path["score"] == pytest.approx(1 / path["cost"], abs=0.0001)


def test_random_traces_are_read_as_they_were_written(tracer: Tracer) -> None:
    drawing, things = random.Random(11), tracer.network.names.things
    for _ in range(40):
        ends = tuple(drawing.sample(things, drawing.randint(2, 4)))
        trace = tracer.trace(Question(ends, n=drawing.randint(1, 6)))
        assert from_json(json.loads(packed(as_json(trace)))) == trace


TEXTS = st.text(min_size=1, max_size=30).filter(str.strip)


@given(
    st.builds(
        Question,
        st.lists(TEXTS, min_size=2, max_size=2).map(tuple),
        st.integers(1, 50),
        st.integers(1, 8),
        st.sampled_from(Order),
        st.lists(TEXTS, max_size=3).map(tuple),
        st.lists(TEXTS, max_size=5).map(tuple),
        st.sampled_from((None, "2024", "2024-03/2025")),
        undated=st.booleans(),
    )
)
def test_a_question_is_read_as_it_was_written(question: Question) -> None:
    assert read_question(json.loads(json.dumps(write_question(question)))) == question


def test_what_is_no_character_is_replaced() -> None:
    assert json.loads(packed({"said": "a\ud800b"})) == {"said": "a?b"}
