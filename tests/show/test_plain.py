"""A sheet as a table: each value with its passages, in cells that no spreadsheet computes."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

from aifkg.show import Sheet
from aifkg.show.plain import COLUMNS, as_csv
from tests import small


def rows(sheet: Sheet) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(as_csv(sheet).decode(), newline="")))


def test_a_table_has_a_row_for_each_value_and_each_passage_that_states_it() -> None:
    sheet = small.graph().show("Pharos")
    found = rows(sheet)
    assert {tuple(row) for row in found} == {COLUMNS}
    assert [(row["property"], row["value"], row["locator"]) for row in found] == [
        (one.label, held.value.text, evidence.locator if evidence else "")
        for one in sheet.properties
        for held in one.values
        for evidence in held.evidence or (None,)
    ]


def test_the_date_of_a_source_stands_apart_from_the_time_by_which_it_was_there() -> None:
    found = rows(small.graph().show("Henna Virkkunen")) + rows(small.graph().show("Pharos"))
    dates = {(row["published"], row["available"]) for row in found if row["source"]}
    assert ("", "2026-07") in dates
    assert ("2024-12-10", "") in dates
    assert not [both for both in dates if all(both)]


def test_what_a_spreadsheet_would_compute_stands_behind_an_apostrophe() -> None:
    sheet = small.graph().show("Pharos")
    one, *_ = sheet.properties
    held, *_ = one.values
    hostile = replace(held.value, text='=HYPERLINK("https://e.org")')
    spoilt = replace(one, label="@x", values=(replace(held, value=hostile, unit="-1+1"),))
    row, *_ = rows(replace(sheet, properties=(spoilt,)))
    assert row["value"] == '\'=HYPERLINK("https://e.org")'
    assert (row["property"], row["unit"]) == ("'@x", "'-1+1")
