"""Wording: steps of real traces read as a person would write them."""

from __future__ import annotations

import re

import pytest

from aifkg.trace import QuestionError
from aifkg.trace.sentence import Sentence
from tests import small

PAIRS = (
    ("Mario Draghi", "MareNostrum 5"),
    ("Henna Virkkunen", "LUMI AI Factory"),
    ("Digital Europe Programme", "Stuttgart"),
    ("Slovenia", "Bologna"),
    ("Thierry Breton", "EuroHPC JU"),
    ("Horizon Europe", "HammerHAI"),
    ("Poland", "PIAST"),
    ("European AI Office", "AI Act"),
)


@pytest.mark.parametrize(("start", "end"), PAIRS)
def test_steps_have_no_gaps_no_stray_marks_and_no_iris(start: str, end: str) -> None:
    found = small.real().trace(start, end)
    assert found.paths
    for step in found.steps:
        assert not re.search(r"\s\s|\s[,.;)]|\(\s|\(\)|,,|[\[\]{}|]|https?://", step.sentence)
        assert step.sentence.startswith(step.start.label)
        assert step.end.label in step.sentence


def test_a_part_between_commas_keeps_both() -> None:
    sentence = Sentence.read("{object} selected[, on {subject/selectedOn},] {subject}")
    values = {"subject/selectedOn": ["10 December 2024"]}
    assert sentence.told("First wave", "LUMI", values) == (
        "First wave selected, on 10 December 2024, LUMI"
    )
    assert sentence.told("First wave", "LUMI", {}) == "First wave selected LUMI"
    assert sentence.label(values) == "selected, on 10 December 2024"


def test_an_end_is_not_named_a_second_time_as_the_speaker() -> None:
    (step,) = small.real().trace("Draghi report", "European Union", k=1).steps
    labels = (step.label, *(one.label for one in step.also))
    assert any("a statement \N{EN DASH} " in label for label in labels)
    assert not any("by Draghi report" in label for label in labels)


def test_the_language_and_datatype_of_what_a_step_says_are_kept() -> None:
    said = {
        one.property.rpartition("#")[2]: (one.datatype or "").rpartition("#")[2]
        for step in small.real().trace("Finland", "LUMI AI Factory", k=1).steps
        for one in step.statements
    }
    assert said["giver"] == ""
    assert said["amount"] == "decimal"


def test_an_error_that_suggests_a_name_ends_with_its_question_mark() -> None:
    with pytest.raises(QuestionError) as raised:
        small.real().trace("Faros", "LUMI")
    assert re.search(r"Did you mean [^?]*Pharos[^?]*\?$", str(raised.value))


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("GRNET", "Pharos", "GRNET is built upon by Pharos"),
        (
            "Jules Verne consortium",
            "Alice Recoque",
            "Jules Verne consortium is named with money (planned cost: 541,700,000 euro; ",
        ),
        (
            "Mario Draghi",
            "European Central Bank",
            "Mario Draghi was President of the European Central Bank, until September 2024 at the "
            "latest, a post in European Central Bank",
        ),
        (
            "NATO",
            "Anders Dam Jensen",
            "NATO has the post NATO Director for Information and Communication Technology "
            "Management, taken up in 2011 (held until 24 September 2020 at the latest) by ",
        ),
        (
            "LUMI AI Factory",
            "Finland",
            "LUMI AI Factory has money meant for it (contribution: 250,000,000 euro) from Finland",
        ),
    ],
)
def test_a_step_says_no_more_than_the_sources(start: str, end: str, said: str) -> None:
    first = small.real().trace(start, end, k=1).paths[0]
    sentences = [step.sentence for step in first.steps]
    also = [f"{start} {one.label} {end}" for step in first.steps for one in step.also]
    assert any(one.startswith(said) for one in [*sentences, *also])
