"""Citing: a trace by its question, its snapshot, its day and its address."""

from __future__ import annotations

import re

import pytest

from aifkg.trace.formats import bibtex, cite
from aifkg.trace.formats.citing import known_on
from tests import small
from tests.trace.formats.traces import ADDRESS, PAST_ADDRESS, hostile, virkkunen


def test_a_citation_names_question_snapshot_day_and_address() -> None:
    found = virkkunen()
    assert cite(found, ADDRESS, "2026-11-30") == (
        '"How is Henna Virkkunen connected to LUMI AI Factory?", aifkg, knowledge graph of '
        f"Europe's AI factories, snapshot {found.snapshot[:12]} of 30 November 2026, {ADDRESS}"
    )


def test_three_things_are_asked_about_together() -> None:
    found = small.real().trace("Slovenia", "Bologna", "Mario Draghi")
    assert cite(found, ADDRESS).startswith(
        '"How are Slovenia, Bologna and Mario Draghi connected?"'
    )


def test_bibtex() -> None:
    text = bibtex(virkkunen(), ADDRESS, "2026-11-30")
    key = r"@misc\{aifkg-trace-henna-virkkunen-lumi-[0-9a-f]{6},\n  title = \{How is Henna "
    assert re.match(key, text)
    assert "\n  year = {2026},\n" in text
    assert text.endswith(f"  url = {{{ADDRESS}}}\n}}")


def test_no_title_ends_its_field() -> None:
    text = bibtex(hostile(), ADDRESS)
    title = next(line for line in text.splitlines() if "title" in line)
    assert title.count("{") == title.count("}") == 1
    assert "year" not in text


@pytest.mark.parametrize(
    "other", [f"{ADDRESS}&k=2", f"{ADDRESS}&avoid=country%3AFIN", PAST_ADDRESS]
)
def test_other_traces_of_the_same_ends_have_other_keys(other: str) -> None:
    keys = {bibtex(virkkunen(), one).partition(",")[0] for one in (ADDRESS, other)}
    assert len(keys) == 2
    assert bibtex(virkkunen(), other).partition(",")[0] in keys


def test_a_day_of_the_past_is_cited() -> None:
    for said in (cite(virkkunen(), PAST_ADDRESS), bibtex(virkkunen(), PAST_ADDRESS)):
        assert f"snapshot {virkkunen().snapshot[:12]}, as known on 31 December 2024" in said
    assert "as known on" not in cite(virkkunen(), ADDRESS)


def test_a_day_is_read_from_a_permalink_alone() -> None:
    assert known_on(PAST_ADDRESS) == "2024-12-31"
    assert known_on(f"{ADDRESS}&via=as-of/2024-12-31/") == ""
    assert known_on(PAST_ADDRESS.replace("w3id.org", "example.org")) == ""
