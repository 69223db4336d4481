"""rdflib's SPARQLStore: a graph in Python whose triples are on the server."""

from __future__ import annotations

from typing import Any

import pytest
from rdflib import RDF, RDFS, Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore

from tests.clients.questions import (
    ASK,
    ASK_NOT,
    FACTORIES,
    FACTORY,
    FAILING,
    LABELLED,
    LABELS,
    LUMI,
    NAMES,
    PHAROS,
    TERMS,
    VALUES,
    rows_of,
)

METHODS = pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])


@METHODS
@pytest.mark.parametrize("format_", ["xml", "json", "tsv"])
def test_select(endpoint: str, method: str, format_: str) -> None:
    graph = Graph(SPARQLStore(endpoint, method=method, returnFormat=format_))
    assert rows_of(graph.query(FACTORIES)) == list(NAMES.items())
    assert [value for _, value in rows_of(graph.query(TERMS))] == VALUES


@METHODS
def test_ask_and_construct(endpoint: str, method: str) -> None:
    graph = Graph(SPARQLStore(endpoint, method=method))
    assert bool(graph.query(ASK)) is True
    assert bool(graph.query(ASK_NOT)) is False
    constructed = graph.query(LABELS).graph
    assert constructed is not None
    assert set(constructed) == LABELLED


@METHODS
def test_triples_are_asked_for_by_pattern(endpoint: str, method: str) -> None:
    graph = Graph(SPARQLStore(endpoint, method=method))
    assert set(graph.subjects(RDF.type, FACTORY)) == {LUMI, PHAROS}
    assert graph.value(LUMI, RDFS.label) == NAMES[LUMI]
    assert (PHAROS, RDF.type, FACTORY) in graph
    assert (PHAROS, RDF.type, RDFS.Class) not in graph


def test_the_length_is_that_of_the_default_graph(endpoint: str) -> None:
    graph = Graph(SPARQLStore(endpoint))
    counted = graph.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert rows_of(counted) == [(Literal(len(graph)),)]
    assert len(graph) > 0


def test_named_graphs_are_its_contexts(endpoint: str) -> None:
    store = SPARQLStore(endpoint)
    of_lumi: Any = (LUMI, None, None)
    names = {URIRef(str(context)) for context in store.contexts(of_lumi)}
    assert names
    for name in names:
        passage = Graph(store, identifier=name)
        assert len(passage) > 0
        assert list(passage.triples((LUMI, None, None)))


@METHODS
def test_variables_are_bound_by_the_client(endpoint: str, method: str) -> None:
    graph = Graph(SPARQLStore(endpoint, method=method))
    query = "SELECT ?n WHERE { ?f <http://www.w3.org/2000/01/rdf-schema#label> ?n }"
    assert rows_of(graph.query(query, initBindings={"f": LUMI})) == [(NAMES[LUMI],)]


def test_a_faulty_query_is_an_error(endpoint: str) -> None:
    """It says no more than that: what the server answers is dropped by rdflib."""
    with pytest.raises(ValueError, match="something wrong"):
        list(Graph(SPARQLStore(endpoint)).query(FAILING))
