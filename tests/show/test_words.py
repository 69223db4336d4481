"""Words: values as people read them."""

from __future__ import annotations

import pytest

from aifkg.rows import EDTF
from aifkg.show import Evidence, Link
from aifkg.show.words import listed, readable, unit_word, when, word_of

INTEGER = "http://www.w3.org/2001/XMLSchema#integer"
DECIMAL = "http://www.w3.org/2001/XMLSchema#decimal"
DURATION = "http://www.w3.org/2001/XMLSchema#duration"
DATE = "http://www.w3.org/2001/XMLSchema#date"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Link("556000000", datatype=INTEGER), "556,000,000"),
        (Link("556000000"), "556000000"),
        (Link("55043220.29", datatype=DECIMAL), "55,043,220.29"),
        (Link("241.25", datatype=DECIMAL), "241.25"),
        (Link("241250.", datatype=DECIMAL), "241250."),
        (Link("2024", datatype=INTEGER), "2024"),
        (Link("1" * 5000, datatype=INTEGER), "1" * 5000),
        (Link("2025-21", datatype=EDTF), "spring 2025"),
        (Link("2025-21"), "2025-21"),
        (Link("2024-12-10", datatype=DATE), "10 December 2024"),
        (Link("P3Y", datatype=DURATION), "3 years"),
        (Link("P1Y6M", datatype=DURATION), "1 year and 6 months"),
        (Link("PT5S", datatype=DURATION), "PT5S"),
        (Link("P", datatype=DURATION), "P"),
    ],
)
def test_values_are_read_by_their_datatype(value: Link, text: str) -> None:
    assert readable(value) == text


def test_a_unit_that_the_measure_says_is_not_said_again() -> None:
    assert unit_word("euro") == "euro"
    assert [unit_word(unit) for unit in (None, "count", "rank")] == ["", "", ""]


def test_a_bound_is_said_where_a_number_is_not_exact() -> None:
    assert [word_of("bound", bound) for bound in ("at least", "exact")] == ["at least", ""]


def test_a_list_reads_as_one_and_names_the_first_of_many() -> None:
    assert [listed(list(names)) for names in ("", "a", "ab", "abcd")] == [
        "",
        "a",
        "a and b",
        "a, b, c and d",
    ]
    assert listed(list("abcdef")) == "a, b, c and 3 more"


def test_an_undated_source_says_by_when_it_was_there() -> None:
    undated = Evidence("urn:p", "urn:s", "Title", "p. 1", None, None, "2025-01-01", None)
    assert when(undated) == "undated, available by 1 January 2025"
    plan = Evidence("urn:p", "urn:s", "Title", "p. 1", None, "2025-01", None, "2024-34")
    assert when(plan) == "January 2025, about second quarter of 2024"


def test_other_values_are_said_as_they_read() -> None:
    assert word_of("amount", "exact") == "exact"
    assert word_of("unit", "petaflops") == unit_word("petaflops") == "petaflops"
