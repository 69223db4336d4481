"""Dating: the days that a link is valid are told as exactly as the sources tell them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from aifkg.rows import EDTF
from aifkg.span import covered
from aifkg.trace import dating
from aifkg.trace.facts import Said
from aifkg.trace.plain_terms import PlainTerms

OPEN = (1, date.max.toordinal())
PLAIN = PlainTerms(frozenset(), frozenset({"since"}), frozenset({"until"}), frozenset({"endedBy"}))


def said(text: str, name: str = "heldOn") -> tuple[str, Said]:
    return name, Said(text, text, covered(text, EDTF), text, (), (), datatype=EDTF)


def dates(since: int, until: int, said: Sequence[tuple[str, Said]]) -> tuple[str | None, ...]:
    return dating.dates(since, until, said, PLAIN)


def days(text: str) -> tuple[int, int]:
    span = covered(text, EDTF)
    assert span is not None
    return span.first.toordinal(), span.last.toordinal()


@pytest.mark.parametrize("text", ["2008", "2024-12", "2024-12-10", "2024-39"])
def test_a_point_in_time_is_told_twice_as_it_is_written(text: str) -> None:
    assert dates(*days(text), [said(text)]) == (text, text)


def test_an_interval_gives_its_two_ends() -> None:
    assert dates(*days("2021/2027"), [said("2021/2027")]) == ("2021", "2027")


def test_what_is_open_is_not_told() -> None:
    assert dates(0, 0, []) == (None, None)
    assert dates(days("2008")[0], OPEN[1], [said("2008")]) == ("2008", None)
    assert dates(OPEN[0], days("2011-05")[1], [said("2011-05")]) == (None, "2011-05")


def test_of_two_that_begin_on_a_day_the_more_exact_is_told() -> None:
    assert dates(*days("2008"), [said("2008-01-01"), said("2008")]) == ("2008-01-01", "2008")


def test_a_day_that_no_text_tells_is_told_as_a_day() -> None:
    assert dates(*days("2008"), []) == ("2008-01-01", "2008-12-31")


@pytest.mark.parametrize(
    ("since", "until"), [("2024", "2024-01"), ("2024-12", "2024"), ("2024-12-31", "2024")]
)
@pytest.mark.parametrize("name", ["until", "endedBy"])
def test_an_end_is_not_told_as_the_beginning_nor_that_as_an_end(
    since: str, until: str, name: str
) -> None:
    told = dates(days(since)[0], days(until)[1], [said(since, "since"), said(until, name)])
    assert told == (since, until)
