"""Reading: which things and links of a graph the network has, with their names and times."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from rdflib import Dataset

from aifkg import Graph
from aifkg.engine import EmbeddedEngine
from aifkg.trace import Tracer
from aifkg.trace.network import Network
from aifkg.trace.reading import read

BASE = """
@prefix : <https://w3id.org/aifkg/id/> .
@prefix aif: <https://w3id.org/aifkg/ontology#> .
@prefix graph: <https://w3id.org/aifkg/graph/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

aif:Body a owl:Class ; rdfs:label "body"@en ; aif:idPrefix "body" .
aif:Agency a owl:Class ; rdfs:label "agency"@en ; rdfs:subClassOf aif:Body ; aif:idPrefix "agency" .
aif:Gift a owl:Class, aif:RelationalClass ; rdfs:label "gift"@en ; aif:idPrefix "gift" ;
    aif:sentence "{giver} gives[ since {from}][ on {day}] to {getter}"@en ,
        "{getter} gets[ until {to}] from {giver}"@en .
aif:partOf a owl:ObjectProperty ; rdfs:label "part of"@en ;
    aif:sentence "{subject} is part of {object}"@en , "{object} has the part {subject}"@en .
aif:near a owl:ObjectProperty ; rdfs:label "near"@en .
aif:giver a owl:ObjectProperty ; rdfs:label "giver"@en .
aif:getter a owl:ObjectProperty ; rdfs:label "getter"@en .
aif:from a owl:DatatypeProperty ; rdfs:label "from"@en ; rdfs:subPropertyOf schema:startDate .
aif:to a owl:DatatypeProperty ; rdfs:label "to"@en ; rdfs:subPropertyOf schema:endDate .
aif:day a owl:DatatypeProperty ; rdfs:label "day"@en .
aif:other a owl:DatatypeProperty ; rdfs:label "other"@en .
:a a aif:Body, aif:Thing ; rdfs:label "A"@en .
:b a aif:Agency, aif:Body, aif:Thing ; rdfs:label "B"@en, "B auf Deutsch"@de .
:c a aif:Body, aif:Thing .
"""

Reads = Callable[[str], Network]
OF_ONTOLOGY = "rdfs:isDefinedBy <https://w3id.org/aifkg/ontology> ; rdfs:label"
ALWAYS = (date.min, date.max)


@pytest.fixture
def reads(tmp_path: Path) -> Reads:
    """Return what reads the network of a few bodies and what a test says of them."""

    def network(trig: str) -> Network:
        dataset = Dataset()
        text = BASE.replace("rdfs:label", OF_ONTOLOGY, BASE.count("rdfs:label") - 3)
        dataset.parse(data=text + trig, format="trig")
        path = tmp_path / "snapshot.nq"
        path.write_text(dataset.serialize(format="nquads"), encoding="utf-8")
        return read(EmbeddedEngine.open(path, prefixes={}))

    return network


def links(network: Network) -> list[tuple[str, str, str, str | None]]:
    of, names = network.links, network.names.things
    return [
        (
            names[of.start[one]].rpartition("/")[2],
            names[of.end[one]].rpartition("/")[2],
            network.relations[of.relation[one]].label,
            of.nodes[of.node[one]].rpartition("/")[2] if of.node[one] >= 0 else None,
        )
        for one in range(len(of))
    ]


def days(network: Network) -> list[tuple[date, date] | None]:
    times = zip(network.links.since.tolist(), network.links.until.tolist(), strict=True)
    return [
        (date.fromordinal(first), date.fromordinal(last)) if last else None for first, last in times
    ]


def test_things_are_sorted_and_have_their_english_name_and_narrowest_class(reads: Reads) -> None:
    names = reads("").names
    assert [iri.rpartition("/")[2] for iri in names.things] == ["a", "b", "c"]
    assert names.labels == ("A", "B", "https://w3id.org/aifkg/id/c")
    classes = [names.classes[kind] for kind in names.kinds]
    assert [names.class_labels[one] for one in classes] == ["body", "agency", "body"]


def test_a_graph_without_links_is_a_network(reads: Reads) -> None:
    assert links(reads("")) == []


def test_a_property_with_sentences_links_things(reads: Reads) -> None:
    assert links(reads(":a aif:partOf :b .")) == [("a", "b", "part of", None)]


@pytest.mark.parametrize(
    "said",
    [
        ":a aif:near :b .",
        ":a aif:partOf :nothing .",
        ":a aif:partOf 'b' .",
        ":a aif:partOf :a .",
        ":p { :a aif:partOf :b . }",
        ":g a aif:Gift, aif:Thing . :a aif:partOf :g .",
    ],
    ids=["no sentence", "no thing", "no IRI", "itself", "only a passage", "relational"],
)
def test_what_is_no_link(reads: Reads, said: str) -> None:
    assert links(reads(said)) == []


GIFT = ":g a aif:Gift, aif:Thing ; aif:giver :a ; aif:getter :b, :c ."


def test_a_thing_of_a_relational_class_links_what_it_names_and_is_no_stop(reads: Reads) -> None:
    network = reads(GIFT)
    assert len(network) == 3
    assert links(network) == [("b", "a", "gift", "g"), ("c", "a", "gift", "g")]


def test_a_thing_that_names_one_end_alone_links_nothing(reads: Reads) -> None:
    assert links(reads(":g a aif:Gift, aif:Thing ; aif:giver :a .")) == []


def test_a_relational_thing_that_a_rule_made_is_left_out(reads: Reads) -> None:
    made = "graph:derived { :g a aif:Gift ; aif:giver :a ; aif:getter :b . }"
    assert links(reads(f"{GIFT} {made}")) == []


def test_links_are_the_same_in_whatever_order_they_are_said(reads: Reads) -> None:
    gifts = [f":g{one} a aif:Gift, aif:Thing ; aif:giver :a ; aif:getter :b ." for one in "321"]
    first, second = reads(" ".join(gifts)), reads(" ".join(reversed(gifts)))
    assert links(first) == links(second) == [("b", "a", "gift", f"g{one}") for one in "123"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("", None),
        ("aif:from '2020'^^xsd:gYear", (date(2020, 1, 1), date.max)),
        ("aif:to '2020-02'^^xsd:gYearMonth", (date.min, date(2020, 2, 29))),
        (
            "aif:from '2020-03-01'^^xsd:date ; aif:to '2021'^^xsd:gYear",
            (date(2020, 3, 1), date(2021, 12, 31)),
        ),
        ("aif:day '2020-03-01'^^xsd:date", (date(2020, 3, 1), date(2020, 3, 1))),
        ("aif:other '2020-03-01'^^xsd:date", None),
        ("aif:day '2020-13-01'^^xsd:gYear", None),
        ("aif:day 'soon'", None),
    ],
    ids=["none", "since", "until", "both", "on", "untold", "impossible", "no date"],
)
def test_a_link_is_valid_when_its_sentences_say(
    reads: Reads, said: str, expected: tuple[date, date] | None
) -> None:
    network = reads(f":g a aif:Gift, aif:Thing ; aif:giver :a ; aif:getter :b ; {said} .")
    assert days(network) == [expected]


def test_no_thing_of_the_graph_that_is_a_stop_stands_for_a_link(
    tracer: Tracer, real: Graph
) -> None:
    asked = "SELECT DISTINCT ?thing { ?thing a ?class , aif:Thing . ?class a aif:RelationalClass }"
    relational = {str(row[0]) for row in real.query(asked)}  # type: ignore[union-attr]
    assert relational
    assert not relational & set(tracer.network.names.things)
    assert set(tracer.network.links.nodes) <= relational


def test_no_link_of_the_graph_stands_for_a_thing_that_a_rule_made(
    tracer: Tracer, real: Graph
) -> None:
    asked = "SELECT DISTINCT ?thing { GRAPH graph:derived { ?thing a aif:Membership } }"
    derived = {str(row[0]) for row in real.query(asked)}  # type: ignore[union-attr]
    assert derived
    assert not derived & set(tracer.network.links.nodes)


def test_everything_of_the_graph_has_a_name(tracer: Tracer) -> None:
    names = tracer.network.names
    for iri, label, kind in zip(names.things, names.labels, names.kinds, strict=True):
        assert label
        assert label != iri
        assert names.class_labels[names.classes[kind]]


def test_no_link_of_the_graph_ends_before_it_begins(tracer: Tracer) -> None:
    links = tracer.network.links
    assert np.all(links.since <= links.until)
    assert np.count_nonzero(links.until) > 0


def test_a_graph_that_declares_no_link_is_a_network_of_nothing(tmp_path: Path) -> None:
    path = tmp_path / "tiny.nq"
    path.write_text('<a:s> <a:p> "1" .\n', encoding="utf-8")
    network = read(EmbeddedEngine.open(path))
    assert (len(network), len(network.links), len(network.through)) == (0, 0, 0)


def test_things_of_no_class_that_is_declared_are_no_stops(tmp_path: Path) -> None:
    path = tmp_path / "loose.nq"
    thing, term = "<https://w3id.org/aifkg/id/ai-factory/a>", "https://w3id.org/aifkg/ontology#"
    path.write_text(
        f"{thing} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{term}Thing> .\n"
        f'{thing} <http://www.w3.org/2000/01/rdf-schema#label> "A"@en .\n',
        encoding="utf-8",
    )
    assert len(read(EmbeddedEngine.open(path))) == 0
