"""Comparing two snapshots: what changed, thing by thing, in words."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from aifkg import build
from aifkg.changes import Change, compare
from aifkg.share import Share
from tests import small

BASE = "https://w3id.org/aifkg/"
TERM = f"{BASE}ontology#"
PHAROS = f"{BASE}id/ai-factory/pharos"
BUDGET = f"{BASE}id/commitment/pharos-budget"
EUR = "http://publications.europa.eu/resource/authority/currency/EUR"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
DECIMAL = "http://www.w3.org/2001/XMLSchema#decimal"


@pytest.fixture(scope="session", name="path")
def _path() -> Path:
    return build.ensure(Share.at(small.root())).quads_path


@pytest.fixture(scope="session", name="lines")
def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines(keepends=True)


def changed(lines: list[str], *more: str, less: tuple[str, ...] = ()) -> dict[str, tuple[str, ...]]:
    """Return what is said where lines are added and those that begin with something removed."""
    kept = [line for line in lines if not line.startswith(less)] if less else lines
    new = sorted({*kept, *(f"{one} .\n" for one in more)})
    return {change.label: change.sentences for change in compare(lines, new)}


def thing(iri: str, class_: str, label: str) -> list[str]:
    return [
        f"<{iri}> <{RDF}type> <{TERM}{class_}>",
        f"<{iri}> <{RDF}type> <{TERM}Thing>",
        f'<{iri}> <{LABEL}> "{label}"@en',
    ]


def test_what_is_the_same_has_no_changes(lines: list[str]) -> None:
    assert compare(lines, lines) == []
    assert compare([], []) == []


def test_a_value_that_changed_is_told_with_its_unit(lines: list[str]) -> None:
    said = changed(
        lines,
        f'<{BUDGET}> <{TERM}amount> "31000000.5"^^<{DECIMAL}>',
        less=(f'<{BUDGET}> <{TERM}amount> "30000000"^^<{DECIMAL}> .',),
    )
    assert said["Budget of Pharos"] == ("amount changed from 30,000,000 euro to 31,000,000.5 euro",)


def test_a_value_of_several_comes_and_goes(lines: list[str]) -> None:
    csc = f"{BASE}id/organisation/csc"
    said = changed(lines, f"<{PHAROS}> <{TERM}partner> <{csc}>")
    (sentence,) = said["Pharos"]
    assert sentence.startswith("partner added: CSC")


def test_a_thing_comes_and_goes(lines: list[str]) -> None:
    new = f"{BASE}id/ai-factory/new"
    come = sorted([*lines, *(f"{one} .\n" for one in thing(new, "AIFactory", "New Factory"))])
    assert compare(lines, come) == [Change(new, "New Factory", ("added (AI factory)",))]
    assert compare(come, lines) == [
        Change(new, "New Factory", ("removed (AI factory)",), is_gone=True)
    ]


def test_a_source_is_called_by_its_title(lines: list[str]) -> None:
    new = f"{BASE}source/new"
    said = changed(
        lines, f"<{new}> <{RDF}type> <{TERM}Source>", f'<{new}> <{TERM}title> "Some news"@en'
    )
    assert said == {"Some news": ("added (source)",)}


def test_a_dispute_opens_closes_and_is_decided(lines: list[str]) -> None:
    dispute = f"{BASE}dispute/ai-factory/pharos/hostedBy"
    about = [
        f"<{dispute}> <{RDF}type> <{TERM}Dispute>",
        f"<{dispute}> <{TERM}onSubject> <{PHAROS}>",
        f"<{dispute}> <{TERM}onProperty> <{TERM}hostedBy>",
    ]
    rule = f"<{dispute}> <{TERM}resolvedBy> <{BASE}code/resolution/"
    opened = [*lines, *(f"{one} .\n" for one in (*about, f"{rule}open>"))]
    decided = [*lines, *(f"{one} .\n" for one in (*about, f"{rule}verdict>"))]

    def said(old: list[str], new: list[str]) -> str:
        (change,) = compare(sorted(old), sorted(new))
        assert (change.iri, change.label) == (PHAROS, "Pharos")
        return "; ".join(change.sentences)

    assert said(lines, opened) == "sources disagree on “hosted by”; open"
    assert said(opened, lines) == "sources no longer disagree on “hosted by”"
    decision = "decided by verdict"
    assert said(opened, decided) == f"the dispute on “hosted by” was open and is {decision}"


def test_what_an_editor_does_is_told_of_the_property_by_its_name(lines: list[str]) -> None:
    verdict = f"{BASE}verdict/pharos-host"
    about = [
        f"<{verdict}> <{RDF}type> <{TERM}Verdict> .\n",
        f"<{verdict}> <{TERM}onSubject> <{PHAROS}> .\n",
        f"<{verdict}> <{TERM}onProperty> <{TERM}hostedBy> .\n",
    ]
    reason = f'<{verdict}> <{TERM}reason> "It says so."@en .\n'
    decided = sorted([*lines, *about])

    def said(old: list[str], new: list[str]) -> tuple[str, ...]:
        (change,) = compare(old, new)
        return change.sentences

    assert said(lines, decided) == ("an editor decided on “hosted by”",)
    assert said(decided, sorted([*decided, reason])) == ("an editor decided anew on “hosted by”",)
    assert said(decided, lines) == ("an editor withdrew a verdict on “hosted by”",)


def test_what_is_derived_for_other_vocabularies_is_not_told(lines: list[str]) -> None:
    said = changed(lines, f"<{PHAROS}> <https://schema.org/award> <{BASE}id/place/kajaani>")
    assert said == {}


def test_terms_and_passages_are_not_things_that_change(lines: list[str]) -> None:
    passage = f"{BASE}source/seed-article#new"
    said = changed(
        lines,
        f"<{passage}> <{RDF}type> <{TERM}Passage>",
        f'<{TERM}amount> <{LABEL}> "sum"@fr',
    )
    assert said == {}


def test_all_that_is_in_a_snapshot_is_new_beside_nothing(lines: list[str]) -> None:
    changes = compare([], lines)
    assert all("added" in "; ".join(one.sentences) for one in changes)
    things = small.graph().manifest["things"]["total"] + small.graph().manifest["sources"]
    assert sum(one.sentences[0].startswith("added") for one in changes) == things


def test_the_graph_of_a_day_is_told_from_that_of_now(path: Path) -> None:
    day = build.ensure(Share.at(small.root()), as_of=date(2024, 12, 15)).quads_path
    with day.open(encoding="utf-8") as old, path.open(encoding="utf-8") as new:
        changes = compare(old, new)
    assert len(changes) > 5
    assert [one.label for one in changes] == sorted(one.label for one in changes)


@pytest.mark.parametrize("text", ["<script>", "a\\nb", "x" * 5_000, "\\u0007"])
def test_hostile_text_is_one_line_of_bounded_length(lines: list[str], text: str) -> None:
    said = changed(lines, f'<{PHAROS}> <{TERM}remark> "{text}"@en')
    (sentence,) = said["Pharos"]
    assert "\n" not in sentence
    assert len(sentence) < 300
