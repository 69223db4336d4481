"""The table: rows of steps and evidence that a spreadsheet opens and never computes."""

from __future__ import annotations

import csv
import io

from aifkg.trace import Trace
from aifkg.trace.formats import named, write
from aifkg.trace.formats.table import COLUMNS
from tests.trace.formats.traces import ADDRESS, ended, hostile, ruled, virkkunen


def rows(trace: Trace) -> list[dict[str, str]]:
    format_ = named("csv")
    assert format_ is not None
    text = write(trace, format_, ADDRESS).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_each_step_has_a_row_for_each_passage_and_rule() -> None:
    found = ruled()
    expected = [
        (str(path.rank), str(number), step.start.label, step.end.iri, step.sentence, one.iri)
        for path in found.paths
        for number, step in enumerate(path.steps, 1)
        for one in step.grounds
    ]
    names = ("path", "step", "from", "to_iri", "sentence")
    told = [(*(row[name] for name in names), row["passage"] or row["rule"]) for row in rows(found)]
    assert told == expected


def test_the_columns_are_those_that_are_documented() -> None:
    found = rows(virkkunen())
    assert all(tuple(row) == COLUMNS for row in found)
    assert {row["published"] for row in found} >= {"2024-12-11", "2024-12"}
    weakest = {(row["path"], row["step"]) for row in found if row["weakest"]}
    assert weakest == {
        (str(one.rank), str(step)) for one in virkkunen().paths for step in one.weakest.steps
    }


def test_what_a_spreadsheet_would_compute_stands_behind_an_apostrophe() -> None:
    cells = [cell for row in rows(hostile()) for cell in row.values() if cell]
    assert any(cell.startswith("'=") for cell in cells)
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


def test_a_note_has_a_row_of_its_own() -> None:
    *_, last = rows(ended())
    assert last["note"].startswith("The search was ended at its limit")
    assert not any(value for name, value in last.items() if name != "note")
