"""The clause of a class, told with values."""

from __future__ import annotations

import pytest

from aifkg.show.clause import fitting, properties, tell

POST = "[{post}][, from {since}|, on {heldOn}][ until {until}|, until {endedBy} at the latest]"


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (
            {"post": ["minister"], "since": ["2008"], "until": ["2011"]},
            "minister, from 2008 until 2011",
        ),
        (
            {"post": ["minister"], "heldOn": ["5 December 2024"]},
            "minister, on 5 December 2024",
        ),
        ({"post": ["minister"], "heldOn": ["December 2024"]}, "minister, in December 2024"),
        ({"since": ["2008"]}, "from 2008"),
        ({}, ""),
    ],
)
def test_a_part_is_told_as_far_as_there_are_values(values: dict[str, list[str]], told: str) -> None:
    assert tell(POST, values) == told


def test_what_stands_outside_of_brackets_stays() -> None:
    assert tell("place[ in {within}]", {}) == "place"
    assert tell("{a} of {b}", {"a": ["x", "y"]}) == "x and y of"


def test_only_the_alternative_that_is_told_counts() -> None:
    values = {"since": ["2008"], "heldOn": ["2009"]}
    assert properties(fitting(POST, values)) == ("since",)
    assert properties(POST) == ("post", "since", "heldOn", "until", "endedBy")


def test_a_very_long_clause_is_cut_and_says_so() -> None:
    told = tell("{gist}", {"gist": ["word " * 1000]})
    assert told.endswith(" …")
    assert len(told) < 410
