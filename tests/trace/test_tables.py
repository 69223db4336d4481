"""Tables: columns of numbers are joined as rows would be, and read as the graph has them."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aifkg.engine import EmbeddedEngine
from aifkg.names import TERM
from aifkg.trace.tables import Pairs, Tables, matched

TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
numbers = st.lists(st.integers(0, 6), max_size=12)
pairs = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=12)


def column(values: list[int]) -> np.ndarray:
    return np.array(values, dtype=np.int32)


def of(rows: list[tuple[int, int]]) -> Pairs:
    return Pairs(column([left for left, _ in rows]), column([right for _, right in rows]))


@given(numbers, numbers)
def test_equal_numbers_are_matched_each_with_each(left: list[int], right: list[int]) -> None:
    first, second = matched(column(left), column(right))
    expected = [
        (one, other)
        for one, other in product(range(len(left)), range(len(right)))
        if left[one] == right[other]
    ]
    assert sorted(zip(first.tolist(), second.tolist(), strict=True)) == expected


@given(pairs, pairs)
def test_pairs_lead_on_by_others_each_once(
    rows: list[tuple[int, int]], others: list[tuple[int, int]]
) -> None:
    led = of(rows).then(of(others))
    expected = {(a, d) for (a, b), (c, d) in product(rows, others) if b == c}
    assert list(zip(led.left.tolist(), led.right.tolist(), strict=True)) == sorted(expected)


@pytest.fixture
def tables(tmp_path: Path) -> Tables:
    snapshot = tmp_path / "small.nq"
    lines = [
        f"<a:1> <{TYPE}> <a:C> .",
        f"<a:2> <{TYPE}> <a:C> .",
        f'<a:1> <{LABEL}> "<one>\\t\\"1\\"\\\\n"@en .',
        f'<a:2> <{LABEL}> "zwei"@de .',
        f'<a:2> <{TERM}title> "Zwei" .',
        f"<a:1> <{TERM}partOf> <a:2> .",
        f"<a:1> <{TERM}partOf> <a:unknown> .",
        f'<a:1> <{TERM}since> "2024-02"^^<http://www.w3.org/2001/XMLSchema#gYearMonth> .',
        f'<a:2> <{TERM}since> "soon" .',
    ]
    snapshot.write_text("\n".join(lines) + "\n", encoding="utf-8")
    made = Tables(EmbeddedEngine.open(snapshot))
    made.of_class("a:C")
    return made


def test_things_have_numbers_in_the_order_in_which_they_are_met(tables: Tables) -> None:
    assert tables.of_class("a:C").tolist() == list(range(len(tables))) == [0, 1]
    assert sorted(tables.iris()) == ["a:1", "a:2"]


def test_what_names_a_thing_that_was_not_met_is_no_pair(tables: Tables) -> None:
    found, iris = tables.pairs("partOf"), tables.iris()
    assert [(iris[found.left[0]], iris[found.right[0]])] == [("a:1", "a:2")]
    assert len(found) == 1


def test_dates_are_read_as_the_days_that_they_cover(tables: Tables) -> None:
    days = tables.days("since")
    assert days.of.tolist() == [tables.iris().index("a:1")]
    assert (days.last - days.first).tolist() == [28]


def test_labels_are_the_english_ones_and_titles_any_with_their_escapes_read(tables: Tables) -> None:
    iris = tables.iris()
    assert [(iris[one], text) for one, text in tables.texts(LABEL)] == [("a:1", '<one>\t"1"\\n')]
    assert [(iris[one], text) for one, text in tables.texts(TERM + "title")] == [("a:2", "Zwei")]
