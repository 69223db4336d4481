"""Tables and bars: columns stand under each other, and times read well."""

from __future__ import annotations

import pytest

from tests.bench.table import bars, megabytes, seconds, table


def test_cells_stand_right_under_their_columns() -> None:
    lines = list(table("T", ["a", "long"], {"row": ["12,345", "1"], "r": ["", "2"]}))
    assert lines == [
        "T         a  long",
        "-----------------",
        "row  12,345     1",
        "r               2",
    ]


def test_a_table_without_rows_is_its_head() -> None:
    assert list(table("T", ["a"], {})) == ["T  a", "----"]


def test_the_largest_bar_is_the_longest_and_the_least_is_seen() -> None:
    lines = list(bars({"a": 100.0, "bb": 50.0, "c": 0.01}, "x"))
    assert [line.count("█") for line in lines] == [40, 20, 1]
    assert lines[1] == "  bb " + "█" * 20 + " 50.00x"
    assert list(bars({}, "x")) == []


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0000421, "42 µs"),
        (0.00142, "1.42 ms"),
        (0.999, "999 ms"),
        (1.5, "1.5 s"),
        (1800.0, "1,800 s"),
    ],
)
def test_a_time_is_in_the_unit_that_fits(value: float, text: str) -> None:
    assert seconds(value) == text


def test_memory_is_in_megabytes() -> None:
    assert megabytes(1_234_567_890) == "1,235 MB"
