"""Task: a question comes in as JSON; a trace goes out as JSON, or what is wrong as data."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest

from aifkg import Graph
from aifkg.names import PrefixTable
from aifkg.trace import Question, Tracer, as_json
from aifkg.trace.plain import write_task
from aifkg.trace.question import ENTRY

TWO = ("Mario Draghi", "MareNostrum 5")

Answers = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="module")
def answers(real: Graph, table: PrefixTable) -> Answers:
    """Return what answers a question as JSON, found by the name that it has for workers."""
    module, _, name = ENTRY.partition(":")
    answer = getattr(import_module(module), name)(real._engine, table.namespaces)

    def read(asked: str) -> dict[str, Any]:
        said: dict[str, Any] = json.loads(answer(asked))
        return said

    return read


def test_a_question_is_answered_as_the_tracer_does(answers: Answers, tracer: Tracer) -> None:
    question = Question(TWO, k=3)
    said = answers(write_task(question, "abc", 20.0))
    assert said == json.loads(json.dumps(as_json(tracer.trace(question, "abc", 20.0))))


def test_what_names_nothing_is_a_problem_with_its_parameter(answers: Answers) -> None:
    said = answers(write_task(Question(("Nobody at all", TWO[1])), "", 20.0))
    problem = said.pop("problem")
    assert said == {}
    assert (problem["parameter"], problem["value"]) == ("from", "Nobody at all")
    assert problem["detail"].startswith('from is "Nobody at all"; the graph holds no thing')
    assert problem["candidates"] == []


def test_a_name_of_several_things_is_a_problem_with_candidates(answers: Answers) -> None:
    problem = answers(write_task(Question((TWO[0], "AI Factory")), "", 20.0))["problem"]
    assert problem["parameter"] == "to"
    assert len(problem["candidates"]) > 1
    for one in problem["candidates"]:
        chosen = Question((TWO[0], one["curie"]))
        assert "problem" not in answers(write_task(chosen, "", 20.0)) or "source:" in one["curie"]


@pytest.mark.parametrize(
    ("changed", "parameter"),
    [
        ({"k": 0}, "k"),
        ({"order": "best"}, "order"),
        ({"valid": "2024-13"}, "valid"),
        ({"ends": ["a"]}, "to"),
        ({"avoid": ["\ud800"]}, "avoid"),
    ],
)
def test_what_breaks_a_rule_is_a_problem(
    answers: Answers, changed: dict[str, Any], parameter: str
) -> None:
    asked = json.loads(write_task(Question(TWO), "", 20.0))
    asked["question"] |= changed
    assert answers(json.dumps(asked))["problem"]["parameter"] == parameter


def test_no_time_at_all_is_said(answers: Answers) -> None:
    said = answers(write_task(Question((*TWO, "Slovenia")), "", 0.0))
    assert said["limits"]["ended_by"] == "time"
    assert said["paths"] == []
    assert "ended at its limit of time before" in said["explanation"]["text"]
