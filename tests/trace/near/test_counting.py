"""Neighbours are counted as a scan over all statements counts them, and listed as counted."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from itertools import chain

import pytest

from aifkg.engine import EmbeddedEngine, NamedNode, Solutions
from aifkg.names import DERIVED_GRAPH, TERM
from aifkg.show.pointing import NOT_SHOWN
from aifkg.trace.near import MOST, Direction, Ways, counts, part
from tests import small

Key = tuple[str, str]
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
LINKS = "SELECT ?s ?p ?o { ?s ?p ?o FILTER (ISIRI(?o)) }"
DEFINED = "http://www.w3.org/2000/01/rdf-schema#isDefinedBy"
DERIVED = f"SELECT ?s ?o {{ GRAPH <{DERIVED_GRAPH}> {{ ?s a ?o }} }}"


def engine() -> EmbeddedEngine:
    found = small.graph()._engine
    assert isinstance(found, EmbeddedEngine)
    return found


def rows(sparql: str) -> list[tuple[str, ...]]:
    answer = engine().query(sparql)
    assert isinstance(answer, Solutions)
    return [
        tuple(value.value for value in row if isinstance(value, NamedNode)) for row in answer.rows
    ]


@cache
def statements() -> list[tuple[str, ...]]:
    return rows(LINKS)


@cache
def derived() -> set[tuple[str, ...]]:
    return set(rows(DERIVED))


@cache
def ends() -> dict[str, set[str]]:
    """Return the ends of each relational class, as its sentences begin."""
    text = (small.CHECKOUT / "ontology" / "aifkg.ttl").read_text(encoding="utf-8")
    found = {}
    for block in re.split(r"\n(?=aif:)", text):
        if "aif:RelationalClass ;" in block.partition("label")[0]:
            name = block.partition("\n")[0].removeprefix("aif:").strip()
            found[TERM + name] = set(re.findall(r'^ +"\{([\w/]+)\}', block, re.MULTILINE))
    return {class_: starts for class_, starts in found.items() if starts}


@cache
def told() -> set[tuple[str, str, str, str]]:
    """Return each thing of a relational class with its class, an end, and what stands there."""
    values: defaultdict[Key, set[str]] = defaultdict(set)
    for subject, property_, object_ in statements():
        values[subject, property_.removeprefix(TERM)].add(object_)
    found = set()
    for node, property_, class_ in statements():
        for path in ends().get(class_, ()) if property_ == TYPE else ():
            reached = {node}
            for name in path.split("/"):
                reached = set(chain.from_iterable(values[one, name] for one in reached))
            found |= {(node, class_, path, other) for other in reached}
    return found


@cache
def expected() -> dict[str, dict[Key, set[str]]]:
    """Return the neighbours of all things by the name of a relation and its direction."""
    ways = {(way.name, str(way.direction)) for way in Ways(engine())}
    found: defaultdict[str, defaultdict[Key, set[str]]] = defaultdict(lambda: defaultdict(set))
    for node, class_, path, other in told():
        if (node, class_) not in derived():
            found[other][f"{class_}/{path}", "in"].add(node)
    by_class = {(node, path, other) for node, _, path, other in told()}
    for subject, property_, object_ in statements():
        if (property_, "out") in ways:
            found[subject][property_, "out"].add(object_)
        is_of_class = (subject, property_.removeprefix(TERM), object_) in by_class
        if (property_, "in") in ways and not is_of_class:
            found[object_][property_, "in"].add(subject)
    return {thing: dict(by) for thing, by in found.items()}


def things() -> list[str]:
    return sorted({subject for subject, property_, _ in statements() if property_ == TYPE})


def test_every_thing_has_as_many_neighbours_as_a_scan_finds() -> None:
    ways = Ways(engine())
    checked = 0
    for thing in things():
        counted = counts(engine(), ways, thing)
        found = {(one.way.name, str(one.way.direction)): one.count for one in counted}
        there = {key: len(of) for key, of in expected().get(thing, {}).items()}
        assert found == there, thing
        checked += len(found)
    assert checked > 150


def test_what_points_at_a_thing_is_listed_by_whatever_property_a_page_shows() -> None:
    ways = Ways(engine())
    ours = {subject for subject, property_, _ in statements() if property_ == DEFINED}
    pointing = {property_ for _, property_, _ in statements()} & ours - NOT_SHOWN
    missing = {one for one in pointing if ways.get(one, Direction.IN) is None}
    assert (missing, f"{TERM}currency" in pointing) == (set(), True)


def test_every_relation_lists_what_it_counts() -> None:
    ways, prefixes = Ways(engine()), small.graph()._prefixes
    for thing in things():
        for one in counts(engine(), ways, thing):
            listed = part(engine(), prefixes, thing, one.way, 0)
            found = {neighbour.thing.iri for neighbour in listed.neighbours}
            there = expected()[thing][one.way.name, str(one.way.direction)]
            assert listed.is_last == (len(there) <= MOST)
            assert found == there or (len(found) == MOST and found < there), one.way.name


def test_both_directions_and_ends_one_and_two_steps_away_are_there() -> None:
    keys = {key for by in expected().values() for key in by}
    assert {direction for _, direction in keys} == {"in", "out"}
    assert {name.removeprefix(TERM).count("/") for name, _ in keys} == {0, 1, 2}


def test_what_a_rule_made_of_a_statement_is_counted_by_the_statement_alone() -> None:
    names = {name for by in expected().values() for name, _ in by}
    assert f"{TERM}Membership/member" not in names
    assert any(class_ == f"{TERM}Membership" for _, class_ in derived())


@pytest.mark.parametrize(
    ("name", "direction", "label", "kind"),
    [
        ("hostedBy", "in", "hosts", ""),
        ("hostedBy", "out", "is hosted by", ""),
        ("selectedIn", "out", "was selected in", ""),
        ("Commitment/giver", "in", "gives", "commitment of money"),
        ("PostHolding/post/postIn", "in", "has the post", "holding of a post"),
    ],
)
def test_a_relation_is_called_as_the_ontology_says(
    name: str, direction: str, label: str, kind: str
) -> None:
    ways = {(way.name, str(way.direction)): way for way in Ways(engine())}
    way = ways[TERM + name, direction]
    assert (way.label, way.kind) == (label, kind)


def test_a_class_says_what_stands_at_its_other_ends_where_all_are_declared() -> None:
    ways = Ways(engine())
    ends = ("PostHolding/post/postIn", "Commitment/receiver")
    found = [ways.get(TERM + end, Direction.IN) for end in ends]
    assert [way and way.others for way in found] == [("person", "country"), ()]
