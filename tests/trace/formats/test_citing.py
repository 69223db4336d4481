"""Citing: a trace by its question, its snapshot, its day and its address."""

from __future__ import annotations

from aifkg.names import BASE
from aifkg.trace.formats import bibtex, cite
from tests import small
from tests.trace.formats.traces import ADDRESS, hostile, virkkunen


def test_a_citation_names_question_snapshot_day_and_address() -> None:
    found = virkkunen()
    assert cite(found, ADDRESS, "2026-11-30") == (
        '"How is Henna Virkkunen connected to LUMI AI Factory?", aifkg, knowledge graph of '
        f"Europe's AI factories, snapshot {found.snapshot[:12]} of 30 November 2026, {ADDRESS}"
    )


def test_the_day_of_a_past_trace_is_that_of_its_address() -> None:
    past = f"{BASE}as-of/2024-12-31/trace?from=a&to=b"
    assert f", as known on 31 December 2024, {past}" in cite(virkkunen(), past, "2026-11-30")
    assert ", as known on 31 December 2024},\n" in bibtex(virkkunen(), past)


def test_three_things_are_asked_about_together() -> None:
    found = small.real().trace("Slovenia", "Bologna", "Mario Draghi")
    assert cite(found, ADDRESS).startswith(
        '"How are Slovenia, Bologna and Mario Draghi connected?"'
    )


def test_bibtex() -> None:
    text = bibtex(virkkunen(), ADDRESS, "2026-11-30")
    assert text.startswith("@misc{aifkg-trace-henna-virkkunen-lumi,\n  title = {How is Henna ")
    assert "\n  year = {2026},\n" in text
    assert text.endswith(f"  url = {{{ADDRESS}}}\n}}")


def test_no_title_ends_its_field() -> None:
    text = bibtex(hostile(), ADDRESS)
    title = next(line for line in text.splitlines() if "title" in line)
    assert title.count("{") == title.count("}") == 1
    assert "year" not in text
