"""Question: its limits, and the errors of what breaks them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from aifkg.trace import Order, Question, QuestionError

TWO = ("a", "b")
LONG = "x" * 10_000


@pytest.mark.parametrize(
    ("asked", "parameter", "value", "rule"),
    [
        ({"ends": ()}, "to", "", "a trace joins 2 to 6 things"),
        ({"ends": ("a",)}, "to", "a", "a trace joins 2 to 6 things"),
        ({"ends": tuple("abcdefg")}, "to", "a, b, c, d, e, f, g", "joins 2 to 6 things"),
        ({"ends": ("", "b")}, "from", "", "cannot be empty"),
        ({"ends": ("a", " \t")}, "to", " \t", "cannot be empty"),
        ({"ends": (LONG, "b")}, "from", LONG, "at most 500 characters"),
        ({"ends": ("a", LONG)}, "to", LONG, "at most 500 characters"),
        ({"k": 0}, "k", "0", "a number from 1 to 50"),
        ({"k": 51}, "k", "51", "a number from 1 to 50"),
        ({"k": -(10**30)}, "k", str(-(10**30)), "a number from 1 to 50"),
        ({"n": 0}, "n", "0", "a number from 1 to 8"),
        ({"n": 99}, "n", "99", "a number from 1 to 8"),
        ({"via": tuple("cdef")}, "via", "f", "given at most 3 times"),
        ({"via": ("",)}, "via", "", "cannot be empty"),
        ({"via": (LONG,)}, "via", LONG, "at most 500 characters"),
        ({"ends": tuple("abc"), "via": ("d",)}, "via", "d", "between two things alone"),
        ({"avoid": (*"c" * 100, "d")}, "avoid", "d", "given at most 100 times"),
        ({"avoid": ("\n",)}, "avoid", "\n", "cannot be empty"),
        ({"only": (*"c" * 20, "d")}, "only", "d", "given at most 20 times"),
        ({"only": ("",)}, "only", "", "cannot be empty"),
        ({"avoid": (LONG,)}, "avoid", LONG, "at most 500 characters"),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, dict) else "",
)
def test_what_breaks_a_limit_is_named_with_its_rule(
    asked: dict[str, Any], parameter: str, value: str, rule: str
) -> None:
    with pytest.raises(QuestionError) as raised:
        Question(**{"ends": TWO, **asked})
    error = raised.value
    assert (error.parameter, error.value) == (parameter, value)
    assert str(error).startswith(f'{parameter} is "{value[:80]}')
    assert rule in str(error)
    assert str(error).endswith(".")
    assert len(str(error)) < 300


@pytest.mark.parametrize(
    "valid",
    [
        "abc",
        "",
        "2024-1",
        "\0",
        "٢٠٢٤",
        "-2024",
        LONG,
    ],
)
def test_what_is_no_date_is_refused(valid: str) -> None:
    with pytest.raises(QuestionError, match="it is a year, a month, a day, or a period") as raised:
        Question(TWO, valid=valid)
    assert (raised.value.parameter, raised.value.value) == ("valid", valid)


@pytest.mark.parametrize(
    ("valid", "rule"),
    [
        ("2025-06/2024-01", "it ends before it begins"),
        ("2025/2024", "it ends before it begins"),
        ("2024-02-30", "there is no day 2024-02-30"),
        ("2024/2024-06-31", "there is no day 2024-06-31"),
        ("2024-13", "there is no month or part of a year 2024-13"),
        ("0000", "there is no year 0"),
        ("0000-01-01", "there is no year 0"),
    ],
)
def test_a_date_that_cannot_be_is_told_why(valid: str, rule: str) -> None:
    with pytest.raises(QuestionError) as raised:
        Question(TWO, valid=valid)
    assert str(raised.value) == f'valid is "{valid}"; {rule}.'


@pytest.mark.parametrize(
    ("valid", "first", "last"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        (" 2024-02 ", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024-03-05", date(2024, 3, 5), date(2024, 3, 5)),
        ("2024-33", date(2024, 1, 1), date(2024, 3, 31)),
        ("2024-01/2025-06", date(2024, 1, 1), date(2025, 6, 30)),
        ("0001/9999", date.min, date.max),
    ],
)
def test_a_date_covers_its_days(valid: str, first: date, last: date) -> None:
    period = Question(TWO, valid=valid).period
    assert period is not None
    assert (period.first, period.last) == (first, last)


def test_an_order_that_there_is_not_is_refused() -> None:
    with pytest.raises(
        QuestionError, match='order is "best"; it is specific or shortest.'
    ) as found:
        Order("best")
    assert found.value.parameter == "order"


def test_the_largest_question_is_taken() -> None:
    Question(TWO, 50, 8, Order.SHORTEST, tuple("cde"), tuple("f" * 100), "2024", undated=False)
    Question(tuple("abcdef"))
    Question(("x" * 500, "y"))
