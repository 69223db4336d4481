"""Terms as N-Triples text."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aifkg.build import terms


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_lexical_undoes_what_the_engine_escapes(text: str) -> None:
    assert terms.lexical(str(ox.Literal(text))) == text


@pytest.mark.parametrize(
    ("written", "read"),
    [("430000000", "430000000"), ("-3", "-3"), ("007", "7"), ("0", "0")],
)
def test_integers_are_read_as_decimals(written: str, read: str) -> None:
    term = terms.literal(written, terms.XSD + "integer")
    assert terms.as_decimal(term) == terms.literal(read, terms.XSD + "decimal")


def test_decimals_lose_trailing_noughts() -> None:
    term = terms.literal("1.000", terms.XSD + "decimal")
    assert terms.as_decimal(term) == terms.literal("1", terms.XSD + "decimal")


@pytest.mark.parametrize("term", ['"x"@en', '"12 apples"', "<http://x/>", '"1e3"^^<http://y/>'])
def test_what_is_no_number_is_left_alone(term: str) -> None:
    assert terms.as_decimal(term) == term


def test_datatype_of_text_and_language() -> None:
    assert terms.datatype('"x"') == terms.XSD + "string"
    assert str(terms.datatype('"x"@en-GB')).endswith("langString")
    assert terms.datatype("<http://x/>") is None
