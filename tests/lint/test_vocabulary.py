"""The vocabulary of a snapshot."""

from __future__ import annotations

from aifkg.lint import Vocabulary
from aifkg.names import BASE, TERM
from tests import small


def test_every_term_code_thing_and_graph_is_known(vocabulary: Vocabulary) -> None:
    assert {f"{TERM}AIFactory", f"{TERM}hostedBy", f"{BASE}id/ai-factory/lumi"} <= vocabulary.iris
    assert {f"{BASE}code/status/new", f"{BASE}code/sector"} <= vocabulary.iris
    assert f"{BASE}graph/derived" in vocabulary.graphs
    assert f"{BASE}id/ai-factory/lumi" not in vocabulary.graphs
    assert vocabulary.graphs <= vocabulary.iris


def test_datatypes_are_known(vocabulary: Vocabulary) -> None:
    assert "http://www.w3.org/2001/XMLSchema#date" in vocabulary.iris


def test_no_literal_and_no_blank_node_is_an_iri(vocabulary: Vocabulary) -> None:
    assert all(":" in iri for iri in vocabulary.iris)


def test_a_name_elsewhere_goes_before_a_like_one(vocabulary: Vocabulary) -> None:
    assert vocabulary.near(f"{BASE}id/place/csc") == f"{BASE}id/organisation/csc"
    assert vocabulary.near(f"{TERM}aifactory") == f"{TERM}AIFactory"
    assert vocabulary.near(f"{BASE}id/place/qqqq") is None


def test_the_vocabulary_is_that_of_the_graph_asked(vocabulary: Vocabulary) -> None:
    real = Vocabulary.of(small.real()._engine, vocabulary.prefixes)
    assert f"{BASE}id/person/mario-draghi" in real.iris - vocabulary.iris
