"""A day is one of those of which the graph can tell, or a problem that says which they are."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from aifkg.web.day import Days, in_words, today
from aifkg.web.problem import Problem

KNOWN = Days.of({"days": ["2020-02-29", "2024-12-10", "2024-12-31"]})


@pytest.mark.parametrize(
    ("day", "last"),
    [
        ("2020-02-29", "2020-02-29"),
        ("2024-12-09", "2020-02-29"),
        ("2024-12-10", "2024-12-10"),
        ("2024-12-30", "2024-12-10"),
        ("2024-12-31", "2024-12-31"),
        ("2026-11-30", "2024-12-31"),
    ],
)
def test_nothing_changes_between_two_days_on_which_something_became_known(
    day: str, last: str
) -> None:
    assert KNOWN.last(KNOWN.read(day)) == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("2024-12-10", "2024-12-10"),
        ("2024-12", "2024-12-31"),
        ("2020", "2020-02-29"),
        ("2021", None),
        ("2024-39", None),
    ],
)
def test_a_month_or_a_year_ends_on_the_last_day_known_of_it(text: str, last: str | None) -> None:
    assert KNOWN.end_of(text) == (None if last is None else date.fromisoformat(last))


@pytest.mark.parametrize("day", ["2020-02-28", "0001-01-01", "9999-12-31"])
def test_a_day_outside_is_not_covered(day: str) -> None:
    with pytest.raises(Problem, match="from 29 February 2020 to today") as raised:
        KNOWN.read(day)
    assert raised.value.status == 404


@pytest.mark.parametrize(
    "text", ["", "2024-02-30", "2023-02-29", "2024", "2024-1-1", " 2024-01-01"]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(Problem, match="is no day") as raised:
        KNOWN.read(text)
    assert raised.value.status == 400


def test_the_last_day_is_today_in_utc() -> None:
    assert today() == datetime.now(UTC).date()
    assert KNOWN.read(today().isoformat()) == today()
    with pytest.raises(Problem):
        KNOWN.read((today() + timedelta(1)).isoformat())


@pytest.mark.parametrize("manifest", [{}, {"days": []}, {"days": None}])
def test_a_snapshot_that_names_no_days_covers_none(manifest: dict[str, object]) -> None:
    with pytest.raises(Problem, match="No day is covered"):
        Days.of(manifest).read("2024-12-31")


def test_a_day_is_written_as_people_write_it() -> None:
    assert in_words(date(2024, 12, 1)) == "1 December 2024"
