"""Values as a person reads them in a terminal."""

from __future__ import annotations

from decimal import Decimal

import pytest

from aifkg.cli.output import words
from aifkg.rows import PartDate, Plain


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "yes"),
        (2024, "2024"),
        (10_000, "10,000"),
        (-556_000_000, "-556,000,000"),
        (Decimal("379.7"), "379.7"),
        (float("nan"), "nan"),
        (float("-inf"), "-inf"),
        ("1234-38", "1234-38"),
        (PartDate("1234-38"), "mid 1234"),
        ("a\x1b[31mb\x9bc\rd", "a\\x1b[31mb\\x9bc\\x0dd"),
        ("two\nlines and a\ttab", "two\nlines and a\ttab"),
    ],
)
def test_a_value_in_words(value: Plain, text: str) -> None:
    assert words(value, str) == text


def test_a_number_of_any_length_is_read() -> None:
    assert words(10**400, str).count(",000") == 133
