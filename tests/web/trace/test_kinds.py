"""The families of things and links."""

from __future__ import annotations

from aifkg.names import TERM
from aifkg.web.trace import kinds
from tests import small
from tests.web.trace.traces import step, thing


def test_every_class_that_has_a_family_is_in_the_ontology() -> None:
    rows = small.graph().query("SELECT ?class WHERE { ?class a owl:Class }")
    assert not isinstance(rows, bool)
    known = {str(row["class"]).removeprefix(TERM) for row in rows.dicts()}
    assert {*kinds._OF_THINGS, *kinds._OF_LINKS} <= known


def test_a_class_without_a_family_is_another() -> None:
    assert kinds.of_thing(thing("a", "Sailor")) == "other"
    assert kinds.of_step(step(thing("a"), thing("b"), node="urn:x", term="Voyage")) == "other"


def test_a_step_is_of_the_family_of_what_stands_for_it() -> None:
    money = step(thing("a"), thing("b"), node="urn:x", term="Commitment")
    assert kinds.of_step(money) == "money"
    assert kinds.of_step(step(thing("a"), thing("b"))) == "property"
    assert kinds.node_words(step(thing("a"), thing("b"), term="RankingEntry")) == "ranking entry"
