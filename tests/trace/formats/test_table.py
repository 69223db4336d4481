"""The table: rows of steps and evidence that a spreadsheet opens and never computes."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

from aifkg.trace import Trace
from aifkg.trace.formats import named, write
from aifkg.trace.formats.table import COLUMNS
from tests.trace.formats.traces import (
    ADDRESS,
    DETAIL_RULE,
    PAST_ADDRESS,
    ended,
    hostile,
    ruled,
    undated,
    virkkunen,
)


def rows(trace: Trace, address: str = ADDRESS) -> list[dict[str, str]]:
    format_ = named("csv")
    assert format_ is not None
    text = write(trace, format_, address).decode()
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
    assert weakest == {(str(one.rank), str(one.weakest.step)) for one in virkkunen().paths}


def test_what_a_spreadsheet_would_compute_stands_behind_an_apostrophe() -> None:
    cells = [cell for row in rows(hostile()) for cell in row.values() if cell]
    assert any(cell.startswith("'=") for cell in cells)
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


def test_a_note_has_a_row_of_its_own() -> None:
    *_, last = rows(ended())
    assert last["note"].startswith("The search was ended at its limit")
    *own, _, _, _, _ = COLUMNS
    assert {name for name in own if last[name]} == {"note"}
    assert last["address"] == ADDRESS


def test_a_source_without_a_date_has_none_and_says_by_when_it_was_there() -> None:
    found = {row["source"]: row for row in rows(undated())}
    said = found["https://w3id.org/aifkg/source/snapost-mn5"]
    assert (said["published"], said["available"], said["valid"]) == ("", "2026-07", "")
    dated = found["https://w3id.org/aifkg/source/seed-article"]
    assert (dated["published"], dated["available"], dated["valid"]) == ("2024-12", "", "2024-12")


def test_each_row_says_whether_a_passage_or_a_rule_and_of_what() -> None:
    said = {
        (row["evidence"], row["evidence_of"], bool(row["passage"]), bool(row["rule"]))
        for trace in (virkkunen(), ruled())
        for row in rows(trace)
    }
    passages = {("passage", of, True, False) for of in ("link", "detail")}
    assert said <= passages | {("rule", of, False, True) for of in ("link", "detail")}
    assert {one[:2] for one in said} >= {("passage", "link"), ("rule", "link"), ("rule", "detail")}


def test_a_rule_of_a_detail_is_no_evidence_of_the_link() -> None:
    found = [row["evidence_of"] for row in rows(virkkunen()) if row["rule"] == DETAIL_RULE]
    assert set(found) == {"detail"}


def test_disputed_is_yes_or_no() -> None:
    assert {row["disputed"] for row in rows(virkkunen())} == {"no"}
    path, *_ = virkkunen().paths
    steps = tuple(
        replace(one, disputes=("https://w3id.org/aifkg/dispute/x",)) for one in path.steps
    )
    spoilt = replace(virkkunen(), paths=(replace(path, steps=steps),))
    assert {row["disputed"] for row in rows(spoilt)} == {"yes"}


def test_a_table_that_is_passed_on_says_what_it_is() -> None:
    about = ("question", "as_of", "snapshot", "address")
    assert COLUMNS[-4:] == about
    asked, snapshot = "How is Henna Virkkunen connected to LUMI AI Factory?", virkkunen().snapshot
    for address, day in ((ADDRESS, ""), (PAST_ADDRESS, "2024-12-31")):
        said = {tuple(row[name] for name in about) for row in rows(virkkunen(), address)}
        assert said == {(asked, day, snapshot, address)}
