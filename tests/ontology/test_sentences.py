"""Sentences: each link of a trace is told both ways, in words that the ontology declares."""

from __future__ import annotations

import re
from itertools import permutations

import pytest
from rdflib import OWL, RDF, RDFS, SH, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from aifkg.names import TERM
from aifkg.rows import Rows
from tests import small
from tests.conftest import ROOT

AIF = Namespace(TERM)
ONTOLOGY = Graph().parse(ROOT / "ontology" / "aifkg.ttl")
SHAPES = Graph().parse(ROOT / "ontology" / "shapes.ttl")
RELATIONAL = frozenset(ONTOLOGY.subjects(RDF.type, AIF.RelationalClass))
SENTENCES = sorted(
    (str(term).removeprefix(TERM), sentence)
    for term, sentence in ONTOLOGY.subject_objects(AIF.sentence)
    if isinstance(sentence, Literal)
)
BRACES = re.compile(r"\{([^{}]*)\}")
IN_BRACKETS = re.compile(r"\[([^\[\]]*)\]")
LINKS = """
SELECT DISTINCT ?property WHERE {
  ?subject ?property ?object ; a aif:Thing .
  ?object a aif:Thing .
  FILTER (STRSTARTS(STR(?property), STR(aif:)))
  FILTER NOT EXISTS { ?subject a/a aif:RelationalClass }
  FILTER NOT EXISTS { ?object a/a aif:RelationalClass }
}
ORDER BY ?property
"""
CLASSES = """
SELECT DISTINCT ?class WHERE {
  ?class a aif:RelationalClass .
  ?relation a ?class .
  FILTER NOT EXISTS { ?relation a ?narrower . ?narrower rdfs:subClassOf ?class }
}
ORDER BY ?class
"""
ENDS = """
SELECT DISTINCT ?class ?one ?other WHERE {
  ?class a aif:RelationalClass .
  ?relation a ?class ; ?one ?thing ; ?other ?second .
  ?thing a aif:Thing .
  ?second a aif:Thing .
  FILTER (STRSTARTS(STR(?one), STR(aif:)))
  FILTER (STRSTARTS(STR(?other), STR(aif:)))
  FILTER (STR(?one) < STR(?other))
  FILTER NOT EXISTS { ?thing a/a aif:RelationalClass }
  FILTER NOT EXISTS { ?second a/a aif:RelationalClass }
  FILTER NOT EXISTS { ?relation a ?narrower . ?narrower rdfs:subClassOf ?class }
}
ORDER BY ?class ?one ?other
"""

each_sentence = pytest.mark.parametrize(
    ("term", "sentence"),
    SENTENCES,
    ids=[f"{term}-{number}" for number, (term, _) in enumerate(SENTENCES)],
)


def ends(sentence: str) -> tuple[str, str]:
    """Return what the first and the last braces hold."""
    held = BRACES.findall(sentence)
    return held[0], held[-1]


def told(term: str) -> list[tuple[str, str]]:
    return sorted(ends(sentence) for name, sentence in SENTENCES if name == term)


def asked(query: str) -> list[tuple[str, ...]]:
    """Return the rows that the graph of the checkout gives, as local names."""
    rows = small.real().query(query)
    assert isinstance(rows, Rows)
    return [tuple(str(value).removeprefix(TERM) for value in row) for row in rows]


def test_there_are_sentences() -> None:
    assert len(RELATIONAL) >= 10
    assert len(SENTENCES) >= 140


@each_sentence
def test_ends_stand_first_and_last_and_in_no_brackets(term: str, sentence: Literal) -> None:
    first, last = ends(sentence)
    assert first != last
    assert sentence.language == "en"
    assert not sentence.endswith(f" on {{{last}}}"), "on stands before a date, and may become in"
    assert sentence.startswith(f"{{{first}}} ")
    assert not re.search(r"[\[\]|]", IN_BRACKETS.sub("", sentence)), "brackets stand in no others"
    inside = {name for part in IN_BRACKETS.findall(sentence) for name in BRACES.findall(part)}
    assert not inside & {first, last}


@each_sentence
def test_a_step_is_called_something_whatever_values_there_are(term: str, sentence: str) -> None:
    between = sentence.partition("}")[2].rpartition("{")[0]
    assert re.search(r"[a-z]{2}", BRACES.sub("", IN_BRACKETS.sub("", between))) or any(
        not BRACES.search(part.rpartition("|")[2]) for part in IN_BRACKETS.findall(between)
    )


@each_sentence
def test_braces_hold_paths_of_properties_that_there_are(term: str, sentence: str) -> None:
    is_property = (AIF[term], RDF.type, OWL.ObjectProperty) in ONTOLOGY
    for path in BRACES.findall(sentence):
        steps = path.split("/")
        if is_property:
            assert steps.pop(0) in ("subject", "object")
        for step in steps:
            kinds = set(ONTOLOGY.objects(AIF[step], RDF.type))
            assert kinds & {OWL.ObjectProperty, OWL.DatatypeProperty}, f"{path}: aif:{step}"


@each_sentence
def test_a_class_tells_of_properties_that_its_things_may_have(term: str, sentence: str) -> None:
    if AIF[term] not in RELATIONAL:
        assert set(ends(sentence)) == {"subject", "object"}
        return
    supers = set(ONTOLOGY.transitive_objects(AIF[term], RDFS.subClassOf))
    shaped = {
        SHAPES.value(part, SH.path)
        for shape, cls in SHAPES.subject_objects(SH.targetClass)
        if cls in supers
        for part in SHAPES.objects(shape, SH.property)
    }
    first_steps = {AIF[path.partition("/")[0]] for path in BRACES.findall(sentence)}
    assert first_steps - shaped == set()


@pytest.mark.parametrize("term", sorted({term for term, _ in SENTENCES}))
def test_each_link_is_told_once_each_way(term: str) -> None:
    found = told(term)
    assert sorted(set(found)) == found
    assert sorted((last, first) for first, last in found) == found


def test_every_property_between_stops_in_the_data_has_its_two_sentences() -> None:
    names = [name for (name,) in asked(LINKS)]
    assert len(names) >= 50
    untold = [
        name for name in names if told(name) != [("object", "subject"), ("subject", "object")]
    ]
    assert untold == []


def is_stop(cls: Node) -> bool:
    return cls not in RELATIONAL and AIF.Thing in ONTOLOGY.transitive_objects(cls, RDFS.subClassOf)


def allowed(part: Node) -> set[Node]:
    """Return the classes that a property shape lets a value be of."""
    choices = [
        cls
        for choice in SHAPES.objects(part, SH["or"])
        for one in Collection(SHAPES, choice)
        for cls in SHAPES.objects(one, SH["class"])
    ]
    return {*SHAPES.objects(part, SH["class"]), *choices}


def test_every_property_that_shapes_allow_between_stops_has_its_two_sentences() -> None:
    names = {
        str(SHAPES.value(part, SH.path)).removeprefix(TERM)
        for shape, cls in SHAPES.subject_objects(SH.targetClass)
        if is_stop(cls)
        for part in SHAPES.objects(shape, SH.property)
        if any(is_stop(value) for value in allowed(part))
    }
    assert len(names) >= 50
    untold = [
        name for name in names if told(name) != [("object", "subject"), ("subject", "object")]
    ]
    assert sorted(untold) == []


def passed() -> set[str]:
    """Return the classes that links of others lead through: a post is told with who holds it."""
    inner = {
        step
        for term, sentence in SENTENCES
        if AIF[term] in RELATIONAL
        for path in ends(sentence)
        for step in path.split("/")[:-1]
    }
    ranges = (ONTOLOGY.value(AIF[step], RDFS.range) for step in inner)
    return {str(cls).removeprefix(TERM) for cls in ranges}


def test_every_relational_class_that_things_are_of_has_sentences() -> None:
    names = [name for (name,) in asked(CLASSES)]
    assert len(names) >= 9
    assert {name for name in names if not told(name)} == passed()


def test_two_ends_of_a_relation_in_the_data_are_told_both_ways() -> None:
    rows = [row for row in asked(ENDS) if row[0] not in passed()]
    assert len(rows) >= 15
    missing = [
        (name, way) for name, *pair in rows for way in permutations(pair) if way not in told(name)
    ]
    assert missing == []


@pytest.mark.parametrize(
    "cls", sorted(map(str, RELATIONAL)), ids=lambda cls: cls.removeprefix(TERM)
)
def test_a_relational_class_is_one_of_things(cls: str) -> None:
    assert AIF.Thing in ONTOLOGY.transitive_objects(URIRef(cls), RDFS.subClassOf)
