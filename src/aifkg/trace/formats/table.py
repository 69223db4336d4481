"""A table: a row for each step and each passage or rule that it rests on, as CSV (RFC 4180)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from aifkg.trace.answer import Path, Step, Trace
from aifkg.trace.facts import Passage, Rule
from aifkg.trace.formats.citing import Citation
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
    "passage",
    "source",
    "title",
    "publisher",
    "published",
    "locator",
    "rule",
    "note",
)
"""The columns of the table.

`first` and `last` are the dates between which the step is known to be valid, as exact as the
source; `weakest` is why it is among the steps of its path that rest on least. A row with a `note`
alone tells of the whole: which limit ended the search, or why there is no path.
"""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a cell begins with that a spreadsheet would compute."""


def write(trace: Trace, _: Citation) -> bytes:
    """Return a trace as CSV; before what a spreadsheet would compute stands an apostrophe."""
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    for path in trace.paths:
        rows.writerows(map(_harmless, _rows(path)))
    for note in notes(trace):
        rows.writerow([*[""] * (len(COLUMNS) - 1), _inert(note)])
    return text.getvalue().encode("utf-8", "replace")


def _rows(path: Path) -> Iterator[list[str]]:
    for number, step in enumerate(path.steps, 1):
        why = path.weakest.why if number in path.weakest.steps else ""
        told = [str(path.rank), f"{path.score:g}", str(number), *_told(step), why]
        for evidence in step.grounds or (None,):
            yield [*told, *_place(evidence), ""]


def _told(step: Step) -> list[str]:
    ends = [step.start.label, step.start.iri, step.sentence, step.end.label, step.end.iri]
    disputed = "yes" if step.disputes else ""
    return [*ends, step.term, step.first or "", step.last or "", disputed]


def _place(evidence: Passage | Rule | None) -> list[str]:
    if isinstance(evidence, Passage):
        when = evidence.published or evidence.available or ""
        source = [evidence.iri, evidence.source, evidence.title, evidence.publisher or ""]
        return [*source, when, evidence.locator, ""]
    return [*[""] * 6, "" if evidence is None else evidence.iri]


def _harmless(row: Sequence[str]) -> list[str]:
    return list(map(_inert, row))


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
