"""What is near a word: a slip of the pen, other capitals, most of its letters."""

from __future__ import annotations

import pytest

from aifkg.engine import did_you_mean, is_slip, nearest

WORDS = ("ASK", "CONSTRUCT", "FILTER", "OPTIONAL", "SELECT", "SUM", "hostedBy", "Supercomputer")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("SELCT", ("SELECT",)),
        ("FILTR", ("FILTER",)),
        ("OPTINAL", ("OPTIONAL",)),
        ("CONSTUCT", ("CONSTRUCT",)),
        ("AKS", ("ASK",)),
        ("SUB", ("SUM",)),
        ("hostedby", ("hostedBy",)),
        ("hosted", ("hostedBy",)),
        ("supercomputer", ("Supercomputer",)),
        ("xyzzy", ()),
        ("", ()),
        ("AS", ()),
        ("SELECT" * 100, ()),
    ],
)
def test_the_word_that_was_meant(word: str, meant: tuple[str, ...]) -> None:
    assert nearest(word, WORDS) == meant


def test_the_likest_comes_first_and_few_are_named() -> None:
    assert nearest("hostedby", ["hosted", "hostedBye", "hostedBy", "hosts"], most=2) == (
        "hostedBy",
        "hostedBye",
    )


@pytest.mark.parametrize(
    ("word", "other", "expected"),
    [
        ("factory", "factroy", True),
        ("factory", "Factory", True),
        ("factory", "factor", True),
        ("factory", "fectory", True),
        ("factory", "factoryy", True),
        ("factory", "facotyr", False),
        ("factory", "foctery", False),
        ("ab", "ac", False),
    ],
)
def test_a_slip_is_one_letter_or_a_swap(word: str, other: str, *, expected: bool) -> None:
    assert is_slip(word, other) is expected
    assert is_slip(other, word) is expected


def test_the_question_names_what_may_be_meant() -> None:
    assert did_you_mean(["SELECT"]) == 'did you mean "SELECT"?'
    assert did_you_mean(["MIN", "MAX"]) == 'did you mean "MIN" or "MAX"?'
    assert did_you_mean([]) == ""
