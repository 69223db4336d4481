"""Grounds: what states a value otherwise is no evidence, but where nothing else ties the two."""

from __future__ import annotations

from typing import cast

import pytest

from aifkg.trace import Passage, Rule
from aifkg.trace.facts import Facts, Said
from aifkg.trace.grounds import grounds

NAMES = ("one", "other", "third")
KNOWN: dict[str, Passage | Rule] = {
    **{name: Passage(name, name, name, "p. 1") for name in NAMES},
    **{name: Rule(name, name) for name in ("tying", "exact")},
}


class _Known:
    """Facts that know these graphs and no more."""

    def graph(self, iri: str) -> Passage | Rule | None:
        return KNOWN.get(iri)


FACTS = cast("Facts", _Known())


def said(*graphs: str, contrary: tuple[str, ...] = ()) -> Said:
    return Said("v", "v", None, None, graphs, (), contrary)


@pytest.mark.parametrize(
    ("ties", "more", "evidence", "contrary"),
    [
        ([said("one", "other")], [], {"one", "other"}, set()),
        ([said("one", "other")], [said("one", contrary=("other",))], {"one"}, {"other"}),
        ([said("one")], [said("other", contrary=("third",))], {"one", "other"}, {"third"}),
        ([said("other")], [said("one", contrary=("other",))], {"one", "other"}, {"other"}),
        ([said("one", "derived")], [], {"one"}, set()),
    ],
    ids=["agreed", "parted", "of a detail", "nothing else ties", "unknown graph"],
)
def test_what_states_a_value_otherwise_is_set_apart(
    ties: list[Said], more: list[Said], evidence: set[str], contrary: set[str]
) -> None:
    found = grounds(FACTS, ties, [], more)
    assert {one.iri for one in found.evidence} == evidence
    assert {one.iri for one in found.contrary} == contrary


def test_a_rule_that_derived_a_detail_is_none_of_the_link() -> None:
    found = grounds(FACTS, [said("one", "tying")], [], [said("one", "exact")])
    assert [one.iri for one in found.rules] == ["tying"]


@pytest.mark.parametrize(
    ("passed", "evidence"),
    [(("one", "other"), {"one"}), (("other", "third"), {"one", "other", "third"})],
    ids=["said by the same", "said by others alone"],
)
def test_who_speaks_of_what_is_passed_counts_where_nobody_else_does(
    passed: tuple[str, ...], evidence: set[str]
) -> None:
    found = grounds(FACTS, [said("one")], [said(*passed)], [])
    assert {one.iri for one in found.evidence} == evidence
