"""Dates of differing exactness."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aifkg.build.dates import Span, span
from aifkg.build.terms import EDTF, XSD, literal


@pytest.mark.parametrize(
    ("text", "kind", "first", "last"),
    [
        ("2024-12-10", XSD + "date", date(2024, 12, 10), date(2024, 12, 10)),
        ("2024-02", XSD + "gYearMonth", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024", XSD + "gYear", date(2024, 1, 1), date(2024, 12, 31)),
        ("2026-23", EDTF, date(2026, 9, 1), date(2026, 11, 30)),
        ("2026-38", EDTF, date(2026, 5, 1), date(2026, 8, 31)),
        ("2026-41", EDTF, date(2026, 7, 1), date(2026, 12, 31)),
        ("2027-39/2028-37", EDTF, date(2027, 9, 1), date(2028, 4, 30)),
    ],
)
def test_span_covers_the_days_of_the_date(text: str, kind: str, first: date, last: date) -> None:
    assert span(literal(text, kind)) == Span(first, last)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2024-02-30", XSD + "date"),
        ("2024-13", XSD + "gYearMonth"),
        ("2024-21", XSD + "gYearMonth"),
        ("2024-35", XSD + "gYearMonth"),
        ("٢٠٢٤", XSD + "gYear"),
        ("24", XSD + "gYear"),
        ("2026-29", EDTF),
        ("2026/2025", EDTF),
        ("spring 2026", EDTF),
        ("2024-12-10", XSD + "gYear"),
        ("430000000", XSD + "decimal"),
    ],
)
def test_span_of_no_possible_date_is_none(text: str, kind: str) -> None:
    assert span(literal(text, kind)) is None


def test_a_month_contains_its_days_and_not_the_reverse() -> None:
    month = span(literal("2024-12", XSD + "gYearMonth"))
    day = span(literal("2024-12-10", XSD + "date"))
    assert month is not None
    assert day is not None
    assert month.contains(day)
    assert not day.contains(month)
    assert day.days < month.days


@given(st.dates())
def test_each_day_is_its_own_span(day: date) -> None:
    assert span(literal(day.isoformat(), XSD + "date")) == Span(day, day)
