"""`aifkg show`: what is held about a thing."""

from __future__ import annotations

import json

from aifkg.cli.showing import _place, _value
from aifkg.show import Evidence, Held, Link
from tests.cli.run import run


def test_values_with_their_sources() -> None:
    shown = run("show", "LUMI AI Factory")
    assert shown.code == 0
    assert shown.out.startswith("LUMI AI Factory  AI factory\nai-factory:lumi")
    assert "hosted by\n  CSC - IT Center for Science\n" in shown.out
    assert ", Finland paragraph, 10 December 2024" in shown.out


def test_disputes_are_marked() -> None:
    shown = run("show", "ai-factory:pharos").out
    assert "status  disputed; decided by: higher rank" in shown
    assert "upgrade  (not chosen)" in shown


def test_a_verdict_gives_its_reason() -> None:
    shown = run("show", "commitment:lumi-budget").out
    assert "reason: The koruna figure is a round conversion" in shown
    assert "15,000,000,000 Czech koruna  (not chosen)" in shown


def test_incoming_links() -> None:
    shown = run("show", "Pharos").out
    assert "What points here\n  linked from: Pharos-CY" in shown


def test_a_thing_says_what_it_is_and_who_pays_for_it() -> None:
    shown = run("show", "Pharos").out
    assert "\nAI factory in Athens, Greece" in shown
    assert "\nMoney\n  receives: Budget of Pharos\n    30,000,000 euro, total budget" in shown


def test_json() -> None:
    sheet = json.loads(run("show", "Pharos", "--format", "json").out)
    assert sheet["curie"] == "ai-factory:pharos"


def test_an_unknown_thing_has_suggestions() -> None:
    shown = run("show", "Faros")
    assert shown.code == 2
    assert shown.err == 'The graph holds no thing called "Faros". Did you mean Pharos?\n'


def test_another_format_is_refused() -> None:
    shown = run("show", "Pharos", "--format", "csv")
    assert shown.code == 2
    assert "table or json" in shown.err


def test_control_characters_are_shown() -> None:
    held = Held(Link("a\x1b[31mb"), "stands", ())
    assert _value(held).plain == "  a\\x1b[31mb"


def test_a_source_without_a_publisher_is_named_by_its_title() -> None:
    evidence = Evidence("urn:p", "urn:s", "Title", "p. 1", None, "2025-01-01", None, None)
    assert _place(evidence) == "Title, p. 1, 1 January 2025"
