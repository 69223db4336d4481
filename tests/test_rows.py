"""Rows: terms as builtins, and tables of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from aifkg.engine import Graph, Literal, NamedNode, Solutions, Triple
from aifkg.rows import EDTF, PartDate, Plain, Rows, plain

XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.mark.parametrize(
    ("text", "datatype", "value"),
    [
        ("5", "integer", 5),
        ("556000000.0", "decimal", 556_000_000),
        ("379.7", "decimal", Decimal("379.7")),
        ("1.5e3", "double", 1500.0),
        ("true", "boolean", True),
        ("2024-12-10", "date", date(2024, 12, 10)),
        ("2024-12", "gYearMonth", "2024-12"),
        ("2024", "gYear", "2024"),
        ("none", "integer", "none"),
        ("text", "string", "text"),
        ("NaN", "decimal", "NaN"),
        ("1e999999999", "decimal", "1e999999999"),
        ("9" * 5000, "decimal", "9" * 5000),
        ("9" * 5000, "integer", "9" * 5000),
    ],
)
def test_literals_become_builtins(text: str, datatype: str, value: Plain) -> None:
    assert plain(Literal(text, datatype=NamedNode(XSD + datatype))) == value


def test_iris_and_absent_values() -> None:
    assert plain(NamedNode("urn:a")) == "urn:a"
    assert plain(None) is None
    assert plain(Literal("Kajaani", language="en")) == "Kajaani"


def test_rows_are_a_sequence_of_tuples_and_dicts() -> None:
    answer = Solutions(("a", "b"), iter([(NamedNode("urn:a"), None), (None, Literal("x"))]))
    rows = Rows.of(answer)
    assert list(rows) == [("urn:a", None), (None, "x")]
    assert rows[0] == ("urn:a", None)
    assert rows[1:] == ((None, "x"),)
    assert rows.dicts()[1] == {"a": None, "b": "x"}
    assert len(rows) == 2


def test_a_graph_is_rows_of_triples() -> None:
    triple = Triple(NamedNode("urn:s"), NamedNode("urn:p"), Literal("o"))
    assert Rows.of(Graph(iter([triple]))).dicts() == [
        {"subject": "urn:s", "predicate": "urn:p", "object": "o"}
    ]


def test_a_data_frame_has_the_columns() -> None:
    pytest.importorskip("pandas")
    frame = Rows(("a", "b"), ((1, "x"), (2, "y"))).to_pandas()
    assert list(frame.columns) == ["a", "b"]
    assert frame["a"].sum() == 3


def test_a_date_in_edtf_is_told_from_other_text() -> None:
    date_ = plain(Literal("2025-21", datatype=NamedNode(EDTF)))
    assert isinstance(date_, PartDate)
    assert date_ == "2025-21"
    assert not isinstance(plain(Literal("2025-21")), PartDate)
