"""A table: a row for each step and each passage or rule that it rests on, as CSV (RFC 4180)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from aifkg.spreadsheet import inert
from aifkg.trace.answer import Path, Step, Trace
from aifkg.trace.facts import Passage, Rule
from aifkg.trace.formats.citing import Citation, known_on, title
from aifkg.trace.formats.grounding import says_link
from aifkg.trace.formats.noting import notes

COLUMNS = (
    "path",
    "score",
    "step",
    "from",
    "from_iri",
    "sentence",
    "to",
    "to_iri",
    "property",
    "first",
    "last",
    "disputed",
    "weakest",
    "evidence",
    "evidence_of",
    "passage",
    "source",
    "title",
    "publisher",
    "published",
    "available",
    "valid",
    "locator",
    "rule",
    "note",
    "question",
    "as_of",
    "snapshot",
    "address",
)
"""The columns of the table.

`first` and `last` are the dates between which the step is known to be valid, as exact as the
source; `weakest` is why it is among the steps of its path that rest on least. `evidence` is passage
or rule, and `evidence_of` what it says: the link itself, or only a detail of how the link is told.
`published` is empty where the source has no date, and `available` then the time by which it was
there; `valid` is the time of which the passage speaks. A row with a `note` tells of the whole:
which limit ended the search, or why there is no path. The last four, the same in each row, say what
the table is: `as_of` is the day of the past that was asked, empty for the present graph.
"""


def write(trace: Trace, citation: Citation) -> bytes:
    """Return a trace as CSV; before what a spreadsheet would compute stands an apostrophe."""
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    about = _about(trace, citation.address)
    for path in trace.paths:
        rows.writerows(_harmless([*row, "", *about]) for row in _rows(path))
    for note in notes(trace):
        before = [""] * COLUMNS.index("note")
        rows.writerow(_harmless([*before, note, *about]))
    return text.getvalue().encode("utf-8", "replace")


def _about(trace: Trace, address: str) -> list[str]:
    return [title(trace), known_on(address), trace.snapshot, address]


def _rows(path: Path) -> Iterator[list[str]]:
    for number, step in enumerate(path.steps, 1):
        why = path.weakest.why if number in path.weakest.steps else ""
        told = [str(path.rank), f"{path.score:g}", str(number), *_told(step), why]
        for evidence in step.grounds or (None,):
            yield [*told, *_kind(step, evidence), *_place(evidence)]


def _told(step: Step) -> list[str]:
    ends = [step.start.label, step.start.iri, step.sentence, step.end.label, step.end.iri]
    disputed = "yes" if step.disputes else "no"
    return [*ends, step.term, step.first or "", step.last or "", disputed]


def _kind(step: Step, evidence: Passage | Rule | None) -> list[str]:
    if evidence is None:
        return ["", ""]
    kind = "passage" if isinstance(evidence, Passage) else "rule"
    return [kind, "link" if says_link(step, evidence) else "detail"]


def _place(evidence: Passage | Rule | None) -> list[str]:
    if isinstance(evidence, Passage):
        source = [evidence.iri, evidence.source, evidence.title, evidence.publisher or ""]
        when = [evidence.published or "", evidence.available or "", evidence.valid or ""]
        return [*source, *when, evidence.locator, ""]
    before = [""] * (COLUMNS.index("rule") - COLUMNS.index("passage"))
    return [*before, "" if evidence is None else evidence.iri]


def _harmless(row: Sequence[str]) -> list[str]:
    return list(map(inert, row))
