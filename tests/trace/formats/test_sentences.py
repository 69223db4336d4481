"""Sentences: what a reader finds in the text of a trace."""

from __future__ import annotations

import re
from dataclasses import replace

from aifkg.trace import Trace
from aifkg.trace.formats import named, write
from aifkg.trace.formats.sentences import place, valid
from tests import small
from tests.trace.formats.traces import (
    ADDRESS,
    DETAIL_RULE,
    PAST_ADDRESS,
    hostile,
    ruled,
    virkkunen,
)


def text(trace: Trace, address: str = ADDRESS) -> str:
    format_ = named("sentences")
    assert format_ is not None
    return write(trace, format_, address, changed="2026-11-30").decode()


def test_each_step_has_its_sources_and_each_path_its_weakest_step() -> None:
    found, said = virkkunen(), text(virkkunen())
    assert said.startswith("How is Henna Virkkunen connected to LUMI AI Factory?\n\n1. Henna")
    for path in found.paths:
        assert f"{path.rank}. {path.sentence}\n" in said
        assert re.search(rf"Weakest (is|are) {path.weakest.words}: ", said)
        assert f": {path.weakest.why}.\n" in said
        for number, step in enumerate(path.steps, 1):
            assert f"   {path.rank}.{number} {step.sentence}.\n" in said
            for one in step.evidence:
                assert f"       - {place(one)}\n         {one.iri}\n" in said
    assert "Known to be valid from 2008 until 2011.\n" in said
    assert said.endswith(f" of 30 November 2026, {ADDRESS}\n")


def test_rules_that_tie_the_things_are_named_and_those_of_details_not() -> None:
    tying = {
        (iri, one.label)
        for step in ruled().steps
        for said in step.statements
        if said.is_link
        for iri in said.rules
        for one in step.rules
        if one.iri == iri
    }
    assert tying
    said = text(ruled())
    assert all(f"- worked out by a rule: {label}\n" in said for _, label in tying)
    details = [said for step in virkkunen().steps for said in step.statements if not said.is_link]
    assert any(DETAIL_RULE in said.rules for said in details)
    assert DETAIL_RULE not in text(virkkunen())


def test_a_day_of_the_past_is_told_under_the_title_and_where_it_is_cited() -> None:
    assert "nown on" not in text(virkkunen())
    lines = text(virkkunen(), PAST_ADDRESS).splitlines()
    assert lines[:3] == [
        "How is Henna Virkkunen connected to LUMI AI Factory?",
        "As known on 31 December 2024",
        "",
    ]
    assert lines[-1].endswith(f", as known on 31 December 2024, {PAST_ADDRESS}")


def test_disputes_are_named() -> None:
    found = virkkunen()
    path = found.paths[0]
    step = replace(path.steps[0], disputes=("https://w3id.org/aifkg/dispute/x",))
    paths = (replace(path, steps=(step,)),)
    said = text(replace(found, paths=paths))
    assert "       Sources differ about it: https://w3id.org/aifkg/dispute/x\n" in said


def test_no_text_of_the_data_begins_a_line_of_its_own() -> None:
    plain, spoilt = text(virkkunen()), text(hostile())
    assert spoilt.count("\n") == plain.count("\n")
    assert not any(letter < " " for letter in spoilt.replace("\n", ""))


def test_a_day_and_open_ends_are_told() -> None:
    step = virkkunen().steps[0]
    day = replace(step, first="2024-12-10", last="2024-12-10")
    assert valid(day) == "valid on 10 December 2024"
    assert valid(replace(step, first="2024", last="2024")) == "valid in 2024"
    assert valid(replace(step, last=None)) == "valid from 2008"
    assert valid(replace(step, first=None)) == "valid until 2011"


def test_what_states_a_step_otherwise_stands_apart() -> None:
    found = small.real().trace("European Commission", "First wave of AI factories", k=1)
    (step,) = found.paths[0].steps
    assert step.contrary
    evidence, _, contrary = text(found).partition("       Stated otherwise:\n")
    for one in step.contrary:
        assert one.iri in contrary
    assert {one.iri for one in step.evidence} <= set(evidence.split())
