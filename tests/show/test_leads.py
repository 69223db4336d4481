"""What things are said to be behind their names: true before and after a plan, and no fragment."""

from __future__ import annotations

import pytest

from aifkg.web.thing.page import sentence
from tests import small


@pytest.mark.parametrize(
    ("thing", "said"),
    [
        ("supercomputer:jupiter", "Supercomputer in Jülich, Germany, launched."),
        (
            "supercomputer:karolina",
            "Supercomputer in Ostrava, Czechia, hosted by IT4Innovations, "
            "whose start was planned for August 2021.",
        ),
        (
            "event:von-der-leyen-commission-2-start",
            "Milestone, which was planned for 1 November 2024.",
        ),
        ("commitment:leonardo-cost", "240,000,000 euro, cost for Leonardo."),
        (
            "person:ales-bosnjak",
            "Person who holds or held the post Director of IZUM, in March 2025.",
        ),
        (
            "person:mario-draghi",
            "Person who holds or held the post President of the European Central Bank, until "
            "September 2024 at the latest; Prime Minister of Italy, until July 2026 at the latest.",
        ),
        ("legal-act:ai-act", "Legal act adopted on 13 June 2024."),
        ("legal-act:com-2024-29", "Legal act proposed on 24 January 2024."),
        (
            "legal-act:eu-2018-1488",
            "Legal act adopted by Council of the European Union on 28 September 2018.",
        ),
        ("organisation:nvidia", "Supplied HammerHAI supercomputer and 4 more things."),
        ("organisation:caspur", "Merged into CINECA."),
    ],
)
def test_what_a_thing_is_said_to_be(thing: str, said: str) -> None:
    assert sentence(small.real().show(thing)) == said


def test_a_member_of_a_party_is_told_as_one() -> None:
    said = sentence(small.real().show("person:ekaterina-zaharieva"))
    assert said.endswith("; member of GERB.")


def test_of_many_purposes_two_are_told() -> None:
    said = sentence(small.real().show("programme:ai-factories"))
    assert said.startswith("Programme led by EuroHPC JU: ")
    assert said.count(";") == 1


def test_a_thing_that_is_quoted_alone_is_not_said_to_be_something() -> None:
    assert sentence(small.real().show("organisation:eu-ai-champions")) == ""
