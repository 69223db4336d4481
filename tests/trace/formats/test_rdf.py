"""RDF: a trace in the terms of the ontology, its statements in the graphs of their passages."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from rdflib import DCTERMS, PROV, RDF, RDFS, XSD, Dataset, Graph, Literal, Namespace, URIRef

from aifkg.names import TERM, PrefixTable
from aifkg.rows import Rows
from aifkg.trace import Trace
from aifkg.trace.formats import named, write
from aifkg.trace.formats.rdf import PREFIXES
from tests import small
from tests.trace.formats.traces import ADDRESS, ended, hostile, ruled, virkkunen

AIF = Namespace(TERM)
SCHEMA = Namespace("https://schema.org/")
IRI = URIRef(ADDRESS)


def body(trace: Trace, name: str) -> bytes:
    format_ = named(name)
    assert format_ is not None
    return write(trace, format_, ADDRESS)


def turtle(trace: Trace) -> Graph:
    return Graph().parse(io.BytesIO(body(trace, "turtle")), format="turtle")


def quads(trace: Trace) -> list[tuple[Any, ...]]:
    """Return the statements of the TriG, with None for the default graph."""
    data = Dataset().parse(io.BytesIO(body(trace, "trig")), format="trig")
    none = (None, data.default_graph.identifier)
    return [(*said, None if graph in none else graph) for *said, graph in data.quads()]


def ordered(graph: Graph, whole: Any) -> list[Any]:
    parts = graph.objects(whole, DCTERMS.hasPart)
    return sorted(parts, key=lambda one: int(str(graph.value(one, SCHEMA.position))))


def test_paths_and_steps_stand_in_their_order() -> None:
    found, graph = virkkunen(), turtle(virkkunen())
    assert (IRI, RDF.type, AIF.Trace) in graph
    assert set(graph.objects(IRI, AIF.joins)) == {URIRef(one.iri) for one in found.ends}
    for iri, path in zip(ordered(graph, IRI), found.paths, strict=True):
        assert str(graph.value(iri, RDFS.label)) == path.sentence
        assert float(str(graph.value(iri, AIF.pathScore))) == path.score
        steps = ordered(graph, iri)
        for one, step in zip(steps, path.steps, strict=True):
            assert str(graph.value(one, AIF.stepFrom)) == step.start.iri
            assert str(graph.value(one, AIF.stepTo)) == step.end.iri
            assert str(graph.value(one, RDFS.label)) == step.sentence
        weakest = {steps[place - 1] for place in path.weakest.steps}
        assert set(graph.objects(iri, AIF.weakestStep)) == weakest


def test_a_step_has_its_statements_with_their_datatypes_and_passages() -> None:
    graph = turtle(virkkunen())
    since = next(graph.subjects(RDF.predicate, AIF.since))
    assert graph.value(since, RDF.object) == Literal("2008", datatype=XSD.gYear)
    passages = list(graph.objects(since, PROV.wasDerivedFrom))
    assert passages
    for passage in passages:
        assert (passage, RDF.type, AIF.Passage) in graph
        source = graph.value(passage, AIF.passageOf)
        assert graph.value(source, DCTERMS.title) is not None


def test_sources_have_the_dates_that_the_graph_has() -> None:
    graph = turtle(virkkunen())
    names = {AIF.published: "published", AIF.availableBy: "availableBy", AIF.validAt: "validAt"}
    said = [one for name in names for one in graph.triples((None, name, None))]
    assert said
    for subject, property_, day in said:
        query = f"ASK {{ {subject.n3()} {property_.n3()} {day.n3()} }}"
        assert small.real().query(query) is True, query


def test_trig_holds_each_statement_in_the_graphs_that_have_it() -> None:
    held = [quad for quad in quads(ruled()) if quad[3] is not None]
    assert len({str(graph) for *_, graph in held}) >= 4
    for *said, graph in held:
        terms = " ".join(one.n3() for one in said)
        assert small.real().query(f"ASK {{ GRAPH <{graph}> {{ {terms} }} }}") is True, terms


def test_turtle_is_the_default_graph_of_trig() -> None:
    assert {tuple(said) for *said, graph in quads(ruled()) if graph is None} == set(turtle(ruled()))


def test_every_term_of_ours_is_one_of_the_ontology() -> None:
    used = {one.decode() for one in re.findall(rb"\baif:(\w+)", body(ruled(), "trig"))}
    rows = small.real().query("SELECT ?term WHERE { ?term rdfs:isDefinedBy ?ontology }")
    assert isinstance(rows, Rows)
    assert {"Trace", "TracePath", "TraceStep", "stepFrom", "weakness"} <= used
    assert used - {str(row[0]).removeprefix(TERM) for row in rows} == set()


def test_prefixes_are_those_of_the_table(table: PrefixTable) -> None:
    assert {name: table.namespaces.get(name) for name in PREFIXES} == PREFIXES


@pytest.mark.parametrize("name", ["turtle", "trig"])
def test_hostile_texts_stay_literals(name: str) -> None:
    graphs = [
        Dataset().parse(io.BytesIO(body(one, name)), format=name)
        for one in (hostile(), virkkunen())
    ]
    counts = {len(list(graph.quads())) for graph in graphs}
    assert len(counts) == 1


def test_a_limit_is_a_comment() -> None:
    said = str(turtle(ended()).value(IRI, RDFS.comment))
    assert said.startswith("The search was ended at its limit")
