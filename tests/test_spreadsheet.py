"""Spreadsheet: what a table's cells hold, and that none is computed."""

from __future__ import annotations

import csv
import io

import pytest

from aifkg.spreadsheet import Row, inert, written


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+358 9 457 2821", "-1+1", "-", "@SUM(A1)", "\t=1", "\r=1", "-1\n", "-1.", "-\u0661"],
)
def test_what_would_be_computed_stands_behind_an_apostrophe(text: str) -> None:
    assert inert(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "-1", "-3.75", "556,000,000", "2024-12", "a=b", "'=1"])
def test_what_would_not_be_computed_is_left_as_it_is(text: str) -> None:
    assert inert(text) == text


def test_a_table_has_a_line_for_each_row_and_no_cell_that_is_computed() -> None:
    rows: list[Row] = [
        {"name": "=A1", "count": -2},
        {"name": 'a "b", \nc'},
        {"count": None, "name": "\ud800"},
    ]
    body = written(("name", "count"), rows).decode()
    assert list(csv.reader(io.StringIO(body, newline=""))) == [
        ["name", "count"],
        ["'=A1", "-2"],
        ['a "b", \nc', ""],
        ["?", ""],
    ]
