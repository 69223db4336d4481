"""Relation: sentences in pairs, one for each direction."""

from __future__ import annotations

import pytest

from aifkg.trace.relation import OBJECT, SUBJECT, plain, relations

TERM = "https://w3id.org/aifkg/ontology#postIn"


def test_a_property_is_read_from_its_subject_whatever_the_order() -> None:
    texts = ["{subject} is in {object}", "{object} holds {subject}"]
    for order in (texts, texts[::-1]):
        (one,) = relations(TERM, "in", order)
        assert one.is_property
        assert (one.forward.start, one.backward.start) == (SUBJECT, OBJECT)
        assert (one.forward.between, one.backward.between) == (" is in ", " holds ")


def test_a_class_has_a_relation_for_each_pair_of_ends() -> None:
    texts = (
        "{a} gives to {b}",
        "{b} gets from {a}",
        "{a} pays[ on {day}] for {c/d}",
        "{c/d} is paid[ for {b}] by {a}",
    )
    found = relations(TERM, "money", texts)
    assert [(one.forward.start, one.forward.end) for one in found] == [
        (("a",), ("b",)),
        (("a",), ("c", "d")),
    ]
    assert not any(one.is_property for one in found)
    assert found[1].inner == {("day",), ("b",)}
    assert relations(TERM, "money", reversed(texts)) == found


@pytest.mark.parametrize(
    "texts",
    [
        ["{subject} is in {object}"],
        ["{a} with {b}", "{b} with {a}", "{a} with {c}"],
        ["{a} with {a}"],
    ],
    ids=["alone", "one of three", "with itself"],
)
def test_a_sentence_without_another_backwards_is_refused(texts: list[str]) -> None:
    with pytest.raises(ValueError, match=f"<{TERM}> has a sentence between .* in one direction"):
        relations(TERM, "in", texts)


def test_two_sentences_in_one_direction_are_refused() -> None:
    texts = ["{a} with {b}", "{a} has {b}", "{b} is of {a}"]
    with pytest.raises(ValueError, match=f"<{TERM}> has two sentences from a to b"):
        relations(TERM, "in", texts)


def test_a_property_without_sentences_is_told_by_its_labels() -> None:
    one = plain(TERM, "is in", "holds")
    assert one.is_property
    assert one.forward.told("LUMI", "Kajaani", {}) == "LUMI: is in: Kajaani"
    assert one.backward.told("Kajaani", "LUMI", {}) == "Kajaani: holds: LUMI"


def test_a_property_without_labels_is_told_by_its_name() -> None:
    one = plain(TERM, "", "")
    assert one.label == "postIn"
    assert (one.forward.label({}), one.backward.label({})) == (": postIn:", ": postIn of:")
