"""Each known disagreement between sources comes out of the real build as `conflicts.csv` says.

The outcomes: `verdict` and `dispute` are disputes, decided by an editor or by a rule; `history`
are several values of a property that changes with time; `apart` are values of different
quantities that a verdict tells apart; `agree` are dates that contain one another; `distinct` is no
contradiction, since the quantities stand on nodes of their own.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

from aifkg.build.derive import read_rules
from aifkg.build.graph import Graph, assemble
from aifkg.build.reading import Reading, read
from aifkg.build.resolve import Dispute
from aifkg.build.terms import iri
from aifkg.share import Share

TABLE = Path(__file__).resolve().parents[1] / "data" / "conflicts.csv"
LAST = {"A": 16, "B": 22, "C": 20, "D": 10, "E": 10, "F": 7, "G": 8}
ENTRIES = [f"{letter}{n}" for letter, last in LAST.items() for n in range(1, last + 1)]
OUTCOMES = {"verdict": "verdict", "told-apart": "apart"}
NO_CONTRADICTION = {
    "A16": "advice to the writer, left over in the text of the article: nothing is stated there",
    "C1": "the month contains the day, and reports of other days bear their own date",
    "G5": "each source names one of the two factories to which the Belgian antenna is linked",
}


@dataclass(frozen=True)
class Line:
    entry: str
    subject: str
    property: str
    outcome: str


def _lines() -> Mapping[str, list[Line]]:
    found: dict[str, list[Line]] = defaultdict(list)
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["entry"]].append(Line(**row))
    return dict(found)


LINES = _lines()


@dataclass(frozen=True)
class Built:
    reading: Reading
    graph: Graph

    @cached_property
    def values(self) -> Mapping[tuple[str, str], set[str]]:
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for passage in self.graph.corpus.passages.values():
            for s, p, o in passage.claims:
                found[s, p].add(o)
        return found

    @cached_property
    def disputes(self) -> Mapping[tuple[str, str], Dispute]:
        return {(d.subject, d.property): d for d in self.graph.disputes}

    def key(self, line: Line) -> tuple[str, str]:
        expand = self.reading.table.expand
        return iri(expand(line.subject)), iri(expand(line.property))

    def outcomes(self, line: Line) -> set[str]:
        """Return what may be said of the line: history and a dispute go together."""
        key = self.key(line)
        vocabulary = self.reading.vocabulary
        several = len(self.values[key]) > 1
        varies = key[1] in vocabulary.time_varying
        history = {"history"} if several and varies else set()
        dispute = self.disputes.get(key)
        if dispute is not None:
            return history | {OUTCOMES.get(dispute.rule, "dispute")}
        if several and key[1] in vocabulary.single:
            return history or {"agree"}
        return {"distinct"}


@pytest.fixture(scope="module")
def built(share: Share) -> Built:
    reading = read(share)
    rules = read_rules(share.rule_files())
    return Built(reading, assemble(reading.corpus, reading.vocabulary, rules))


def test_every_entry_is_in_the_table() -> None:
    assert list(LINES) == ENTRIES


def test_no_line_stands_twice() -> None:
    lines = [line for entry in LINES.values() for line in entry]
    assert len(set(lines)) == len(lines)


def test_all_but_a_few_entries_are_contradictions() -> None:
    met = {"verdict", "dispute", "history", "apart"}
    consistent = {e for e, lines in LINES.items() if not met & {line.outcome for line in lines}}
    assert consistent == set(NO_CONTRADICTION)


@pytest.mark.parametrize("entry", ENTRIES)
def test_outcome_is_what_the_build_gives(entry: str, built: Built) -> None:
    for line in LINES[entry]:
        assert built.values[built.key(line)], line
        assert line.outcome in built.outcomes(line), line


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_verdict_gives_its_reason(entry: str, built: Built) -> None:
    for line in LINES[entry]:
        if line.outcome in ("verdict", "apart"):
            assert built.disputes[built.key(line)].verdict is not None, line
