"""Dates of the data: the days that a date literal covers, as the builder's terms spell it."""

from __future__ import annotations

from functools import lru_cache

from aifkg.build.terms import datatype, lexical
from aifkg.span import DATE_TYPES, Span, covered

__all__ = ["DATE_TYPES", "Span", "span"]


@lru_cache(maxsize=65536)
def span(term: str) -> Span | None:
    """Return the days that a date literal covers, or None where it is no possible date."""
    kind = datatype(term)
    return covered(lexical(term), kind) if kind in DATE_TYPES else None
