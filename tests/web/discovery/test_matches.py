"""Matches: which names fit, and in which order."""

from __future__ import annotations

import random
import subprocess
import sys

import pytest

from aifkg.web.discovery.matches import Found, How, Index, Name
from tests.web.conftest import SOURCE

NAMES = [
    Name("LUMI", "urn:lumi", "supercomputer", 0),
    Name("LUMI AI Factory", "urn:laif", "AI factory", 0),
    Name("LUMI AIF", "urn:laif", "AI factory", 1),
    Name("Henna Virkkunen", "urn:hv", "person", 0),
    Name("Jülich Supercomputing Centre", "urn:jsc", "organisation", 0),
    Name("Centre of Jülich, LUMI", "urn:c", "place", 0),
    Name("Usine IA", "urn:fr", "AI factory", 0, is_english=False),
    Name("French factory", "urn:fr", "AI factory", 0),
    Name("LUMI", "urn:source", "source", 3),
]
INDEX = Index(NAMES)
MOST = 50
_PROGRAM = """
from itertools import product
from aifkg.web.discovery.matches import Index, Name
words = ["".join(letters) for letters in product("abc", repeat=5)]
names = [Name(f"{word} {place % 7} {place % 5}", word, "x", 0) for place, word in enumerate(words)]
index = Index(names)
for text in ("abcabx", "bacxab", "caabbxa", "1 2 3 4 abcaq", "4 0 6 ccccc 3 2 zz"):
    print([(match.thing, match.how) for match in index.find(text, 50).best])
"""
"""Finds what is misspelt among more words that are as near as are looked at."""


def things(text: str) -> list[tuple[str, How]]:
    return [(match.thing.removeprefix("urn:"), match.how) for match in INDEX.find(text, MOST).best]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("lumi", [("lumi", How.EXACT), ("source", How.EXACT), ("laif", How.WORDS)]),
        ("LUMI A", [("laif", How.BEGINNINGS)]),
        ("julich centre", [("c", How.WORDS), ("jsc", How.WORDS)]),
        ("who is at jülich", [("c", How.SOME), ("jsc", How.SOME)]),
        ("who is", []),
        ("supercomputing jul", [("jsc", How.BEGINNINGS)]),
        ("supercomputer lumi", [("lumi", How.WORDS)]),
        ("virkunnen", [("hv", How.NEAR)]),
        ("hena virkunen", [("hv", How.NEAR)]),
        ("virkkunen of Finland", [("hv", How.SOME)]),
        ("lu", [("lumi", How.BEGINNINGS), ("laif", How.BEGINNINGS)]),
        ("xyz", []),
        ("", []),
        ("?!", []),
    ],
)
def test_names_fit_in_order(text: str, first: list[tuple[str, How]]) -> None:
    assert things(text)[: max(len(first), 1)] == first


def test_a_thing_is_shown_by_its_english_label_and_the_name_that_fits() -> None:
    (match,) = INDEX.find("usine", MOST).best
    assert (match.label, match.name) == ("French factory", "Usine IA")
    assert INDEX.find("french", MOST).best[0].name is None


def test_of_what_fits_as_well_the_most_mentioned_goes_first() -> None:
    index = Index(
        [
            Name("Cost of LUMI", "urn:cost", "money", 0, mentions=1),
            Name("LUMI AI Factory", "urn:factory", "AI factory", 0, mentions=9),
        ]
    )
    assert [match.thing for match in index.find("lumi", MOST).best] == ["urn:factory", "urn:cost"]


def test_any_text_is_answered() -> None:
    chance = random.Random(1)
    for _ in range(300):
        text = "".join(
            chance.choice("lumi aviktenÜ-.()\x00💥") for _ in range(chance.randrange(60))
        )
        found = INDEX.find(text, MOST)
        assert len(found.best) == found.total <= len(NAMES)


def test_an_index_of_nothing_finds_nothing() -> None:
    assert Index([]).find("lumi", MOST) == Found((), 0)


def test_no_more_than_is_wanted_is_made_and_all_are_counted() -> None:
    every = INDEX.find("l", MOST)
    assert every.total == len(every.best) == 4
    for most in (1, 2, 3):
        assert INDEX.find("l", most) == Found(every.best[:most], every.total)


def test_each_process_finds_the_same_whatever_its_hash_seed() -> None:
    told = {
        subprocess.run(
            [sys.executable, "-c", _PROGRAM],
            env={"PYTHONPATH": SOURCE, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(told) == 1
    assert "NEAR" in min(told)
