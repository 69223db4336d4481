"""Reading: the network of a loaded graph, by a few queries over all of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np

from aifkg.engine import EmbeddedEngine, Literal
from aifkg.names import TERM
from aifkg.span import Span, covered
from aifkg.trace.asked import iris, is_true, rows, text
from aifkg.trace.network import Links, Names, Network, network
from aifkg.trace.relation import OBJECT, SUBJECT, Relation, relations
from aifkg.trace.sentence import Path

Facts = Mapping[str, Mapping[str, Sequence[str]]]
"""Of each thing, the IRIs that each property has, by local name."""
ALWAYS = (1, 3652059)
"""The first and the last day that a date can be, as ordinals."""


def read(engine: EmbeddedEngine) -> Network:
    """Return the network of the default graph."""
    terms = Terms.read(engine)
    names = _names(engine, terms)
    number = {iri: place for place, iri in enumerate(names.things)}
    dates = Dates.read(engine)
    found = _Found(number)
    of_property = {one.term: one for one in terms.relations if one.is_property}
    places = {one: place for place, one in enumerate(terms.relations)}
    for subject, property_, object_ in iris(engine, "links"):
        if subject in number and object_ in number:
            relation = of_property[property_]
            time = dates.of_statement(relation, subject, object_)
            found.add(subject, object_, places[relation], None, time)
    for node, class_, facts in _nodes(engine):
        for relation in terms.by_class.get(class_, ()):
            time = dates.of_node(relation, node)
            for start, end in _ends(relation, node, facts, number):
                found.add(start, end, places[relation], node, time)
    return network(names, terms.relations, found.links())


@dataclass(frozen=True, slots=True)
class Terms:
    """The classes and properties, and the relations that they declare."""

    relations: tuple[Relation, ...]
    by_class: Mapping[str, tuple[Relation, ...]]
    labels: Mapping[str, str]
    relational: frozenset[str]

    @classmethod
    def read(cls, engine: EmbeddedEngine) -> Terms:
        """Return what the ontology declares."""
        texts: defaultdict[str, set[str]] = defaultdict(set)
        labels, properties, relational = {}, set(), set()
        for row in rows(engine, "terms"):
            term = text(row["term"])
            labels[term] = text(row["label"])
            if row["sentence"] is not None:
                texts[term].add(text(row["sentence"]))
            if is_true(row["is_property"]):
                properties.add(term)
            if is_true(row["is_relational"]):
                relational.add(term)
        declared = {term: tuple(relations(term, labels[term], texts[term])) for term in texts}
        every = tuple(one for term in sorted(declared) for one in declared[term])
        by_class = {term: declared[term] for term in declared if term not in properties}
        return cls(every, by_class, labels, frozenset(relational))


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of things by local name of property, each with what it bounds."""

    spans: Mapping[str, Mapping[str, Sequence[Span]]]
    beginning: frozenset[str]
    ending: frozenset[str]

    @classmethod
    def read(cls, engine: EmbeddedEngine) -> Dates:
        """Return the dates of all things."""
        spans: dict[str, dict[str, list[Span]]] = {}
        beginning, ending = set(), set()
        for row in rows(engine, "dates"):
            name, date = _local(text(row["property"])), row["date"]
            span = covered(date.value, date.datatype.value) if isinstance(date, Literal) else None
            if span is not None:
                spans.setdefault(text(row["thing"]), {}).setdefault(name, []).append(span)
            if is_true(row["begins"]):
                beginning.add(name)
            if is_true(row["ends"]):
                ending.add(name)
        return cls(spans, frozenset(beginning), frozenset(ending))

    def of_statement(self, relation: Relation, subject: str, object_: str) -> tuple[int, int]:
        """Return the days that a statement is told with, or (0, 0)."""
        ends = {SUBJECT: subject, OBJECT: object_}
        found = [
            span
            for path in relation.inner
            if len(path) > 1
            for span in self.spans.get(ends[path[:1]], {}).get(path[1], ())
        ]
        return _around(found)

    def of_node(self, relation: Relation, node: str) -> tuple[int, int]:
        """Return the days that a thing of a relational class is told with, or (0, 0)."""
        own = self.spans.get(node, {})
        told = {path[0] for path in relation.inner}
        since = [span.first for name in told & self.beginning for span in own.get(name, ())]
        until = [span.last for name in told & self.ending for span in own.get(name, ())]
        if since or until:
            first = min(since).toordinal() if since else ALWAYS[0]
            return first, max(until).toordinal() if until else ALWAYS[1]
        return _around([span for name in told for span in own.get(name, ())])


@dataclass(slots=True)
class _Found:
    """Links as they are found."""

    number: Mapping[str, int]
    nodes: dict[str, int] = field(default_factory=dict)
    columns: tuple[list[int], ...] = field(default_factory=lambda: tuple([] for _ in range(6)))

    def add(
        self, start: str, end: str, relation: int, node: str | None, time: tuple[int, int]
    ) -> None:
        place = -1 if node is None else self.nodes.setdefault(node, len(self.nodes))
        link = (self.number[start], self.number[end], relation, place, *time)
        for column, value in zip(self.columns, link, strict=True):
            column.append(value)

    def links(self) -> Links:
        """Return them; a node's place is its place among the sorted IRIs."""
        nodes = tuple(sorted(self.nodes))
        start, end, relation, node, since, until = (
            np.array(column, dtype=np.int32) for column in self.columns
        )
        moved = np.full(len(nodes) + 1, -1, dtype=np.int32)
        for place, iri in enumerate(nodes):
            moved[self.nodes[iri]] = place
        return Links(start, end, relation, moved[node], nodes, since, until)


def _names(engine: EmbeddedEngine, terms: Terms) -> Names:
    """Return the things that are stops, sorted by IRI, each with its narrowest class."""
    wider: defaultdict[str, set[str]] = defaultdict(set)
    for class_, other in iris(engine, "wider"):
        wider[class_].add(other)
    classes: defaultdict[str, set[str]] = defaultdict(set)
    labels: dict[str, str] = {}
    for row in rows(engine, "things"):
        thing = text(row["thing"])
        classes[thing].add(text(row["class"]))
        labels[thing] = min(labels.get(thing) or text(row["label"]), text(row["label"]))
    stops = sorted(thing for thing, of in classes.items() if not of & terms.relational)
    kinds = [_narrowest(classes[thing], wider) for thing in stops]
    known = sorted(set(kinds))
    place = {class_: number for number, class_ in enumerate(known)}
    return Names(
        tuple(stops),
        tuple(labels[thing] or thing for thing in stops),
        np.array([place[kind] for kind in kinds], dtype=np.int32),
        tuple(known),
        terms.labels,
        {class_: frozenset(wider[class_]) for class_ in terms.labels},
    )


def _narrowest(classes: set[str], wider: Mapping[str, set[str]]) -> str:
    """Return the class that is no wider than another, the first by name of several."""
    others = set().union(*(wider.get(class_, set()) for class_ in classes))
    return min(classes - others or classes)


def _nodes(engine: EmbeddedEngine) -> Iterator[tuple[str, str, Facts]]:
    """Yield each thing of a relational class with its class and what all of them say."""
    facts: dict[str, dict[str, list[str]]] = {}
    classes: dict[str, str] = {}
    for node, class_, property_, value in sorted(iris(engine, "relations")):
        held = facts.setdefault(node, {}).setdefault(_local(property_), [])
        if value not in held:
            held.append(value)
        classes[node] = class_
    for node, class_ in classes.items():
        yield node, class_, facts


def _ends(
    relation: Relation, node: str, facts: Facts, number: Mapping[str, int]
) -> Iterator[tuple[str, str]]:
    starts = _at(relation.forward.start, node, facts)
    ends = _at(relation.forward.end, node, facts)
    for start, end in product(starts, ends):
        if start in number and end in number:
            yield start, end


def _at(path: Path, node: str, facts: Facts) -> Iterable[str]:
    """Return what a path leads to; its inner stops are things of relational classes."""
    reached = [node]
    for name in path:
        reached = [value for one in reached for value in facts.get(one, {}).get(name, ())]
    return dict.fromkeys(reached)


def _around(spans: Sequence[Span]) -> tuple[int, int]:
    if not spans:
        return 0, 0
    first, last = min(one.first for one in spans), max(one.last for one in spans)
    return first.toordinal(), last.toordinal()


def _local(iri: str) -> str:
    return iri.removeprefix(TERM)
