"""Sentence: how a declared text is read and told, and what is no sentence."""

from __future__ import annotations

import pytest

from aifkg.trace.sentence import Beside, Sentence

HELD = "{holder} [holds {post} from {since}|held {post}][ in {post/inCountry}] for {post/postIn}"


def test_the_first_and_last_braces_are_its_ends() -> None:
    read = Sentence.read(HELD)
    assert (read.start, read.end) == (("holder",), ("post", "postIn"))
    assert read.behind == ""
    assert read.inner == (("post",), ("since",), ("post", "inCountry"))


@pytest.mark.parametrize(
    ("values", "label", "used"),
    [
        ({"post": ["Director"], "since": ["2020"]}, "holds Director from 2020 for", 2),
        ({"post": ["Director"]}, "held Director for", 1),
        ({"post": [], "post/inCountry": ["Italy"]}, "in Italy for", 1),
        ({}, "for", 0),
    ],
)
def test_a_label_says_what_has_values(values: dict[str, list[str]], label: str, used: int) -> None:
    read = Sentence.read(HELD)
    assert read.label(values) == label
    assert len(read.used(values)) == used


def test_what_is_used_is_what_is_told() -> None:
    values = {"post": ["Director"], "since": ["2020"]}
    assert Sentence.read(HELD).used(values) == {("post",), ("since",)}


def test_it_is_told_with_the_names_of_its_ends() -> None:
    read = Sentence.read("{subject} is in {object}")
    assert read.told("LUMI", "Kajaani", {}) == "LUMI is in Kajaani"
    assert read.label({}) == "is in"


def test_what_stands_behind_the_last_end_is_told_behind_it() -> None:
    read = Sentence.read("{a}, since [{b}|long] in {c}")
    assert read.told("A", "C", {}) == "A, since long in C"
    assert read.told("A", "C", {"b": ["2020"]}) == "A, since 2020 in C"


def test_a_comma_stands_close_behind_the_first_end() -> None:
    assert Sentence.read("{a}, with {b}").told("A", "B", {}) == "A, with B"


def test_several_values_are_listed() -> None:
    read = Sentence.read("{a} [as {role} ]in {b}")
    assert read.label({"role": ["host", "leader"]}) == "as host and leader in"


def test_what_else_stands_at_its_ends_is_told_in_the_sentence_and_the_label() -> None:
    read, beside = Sentence.read("{a} pays[ {sum}] for {b}"), Beside(["X", "Y"], ["Z"])
    values = {"sum": ["5 euro"]}
    assert read.told("A", "B", values, beside) == (
        "A together with X and Y pays 5 euro for Z as well as B"
    )
    assert read.label(values, beside) == "together with X and Y pays 5 euro for Z as well as"


def test_a_part_between_commas_keeps_both_with_what_else_stands_at_the_end() -> None:
    read, beside = Sentence.read("{a} has among its members[, as {role},] {b}"), Beside(end=["Z"])
    assert read.told("A", "B", {"role": ["host"]}, beside) == (
        "A has among its members, as host, Z as well as B"
    )
    assert read.told("A", "B", {}, beside) == "A has among its members Z as well as B"


@pytest.mark.parametrize(
    ("values", "lacks"),
    [({}, True), ({"sum": ["5"]}, False), ({"role": ["host"]}, True)],
)
def test_what_stands_in_place_of_a_value_is_told_apart(
    values: dict[str, list[str]], lacks: bool
) -> None:
    assert (
        Sentence.read("{a} pays [{sum}|an unknown sum][ as {role}] to {b}").lacks(values) is lacks
    )


def test_names_are_told_as_they_are() -> None:
    told = Sentence.read("{a} is in {b}").told("{b} [x|y]", "a\\1", {})
    assert told == "{b} [x|y] is in a\\1"


@pytest.mark.parametrize(
    "text",
    ["", "is in", "{a}", "{a} is", "is {a} in {b}", " {a} is in {b}", "{a b} in {c}", "{} in {}"],
)
def test_a_text_without_two_ends_is_no_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="does not begin with one end and have another"):
        Sentence.read(text)


@pytest.mark.parametrize(
    "text", ["{a} pays[ for {b}]", "{a} [is in|near {b}", "{a} is] in {b}", "{a} [is [in]] {b}"]
)
def test_brackets_hold_no_end_and_are_closed(text: str) -> None:
    with pytest.raises(ValueError, match="has brackets that are not closed between its ends"):
        Sentence.read(text)
