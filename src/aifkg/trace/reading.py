"""Reading: the network of a loaded graph, column by column."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np

from aifkg.engine import EmbeddedEngine
from aifkg.names import TERM
from aifkg.trace.network import Links, Names, Network, Numbers, network
from aifkg.trace.relation import Relation
from aifkg.trace.sentence import Path
from aifkg.trace.tables import Pairs, Tables, matched
from aifkg.trace.terms import Terms
from aifkg.trace.timing import Timing

_THING = TERM + "Thing"
_CALLED = ("http://www.w3.org/2000/01/rdf-schema#label", TERM + "title")
"""By what a thing is called, the first that it has."""


def read(engine: EmbeddedEngine) -> Network:
    """Return the network of the default graph."""
    terms = Terms.read(engine)
    tables = Tables(engine)
    things = tables.of_class(_THING)
    members = {class_: tables.of_class(class_) for class_ in terms.classes}
    iris = tables.iris()
    stops = _Stops(terms, members, things, iris)
    names = stops.names(tables)
    nodes = _Nodes(tables, terms, members)
    timing = Timing(tables, terms)
    found = [_found(relation, tables, nodes, timing) for relation in terms.relations]
    return network(names, terms.relations, _links(found, stops.place, iris))


class _Stops:
    """The things that are stops, sorted by IRI."""

    def __init__(
        self,
        terms: Terms,
        members: Mapping[str, Numbers],
        things: Numbers,
        iris: Sequence[str],
    ) -> None:
        self._terms = terms
        self._iris = iris
        self._kind, self._kinds = _kinds(members, len(iris))
        is_stop = np.zeros(len(iris), dtype=bool)
        is_stop[things] = True
        can_be = [bool(kind) and not set(kind) & terms.relational for kind in self._kinds]
        is_stop &= np.array(can_be)[self._kind]
        self._numbers = sorted(np.flatnonzero(is_stop).tolist(), key=iris.__getitem__)
        self.place = np.full(len(iris), -1, dtype=np.int32)
        """The place of each thing, -1 for those that are none."""
        self.place[self._numbers] = np.arange(len(self._numbers))

    def names(self, tables: Tables) -> Names:
        """Return what they are called, and the narrowest class of each."""
        terms, of = self._terms, self._kind[self._numbers]
        narrowest = [_narrowest(kind, terms.wider) if kind else "" for kind in self._kinds]
        known = sorted({narrowest[kind] for kind in set(of.tolist())})
        place = {class_: number for number, class_ in enumerate(known)}
        kinds = np.array([place.get(one, -1) for one in narrowest], dtype=np.int32)[of]
        things = tuple(self._iris[number] for number in self._numbers)
        labels = tuple(self._labels(tables, things))
        return Names(things, labels, kinds, tuple(known), terms.labels, terms.wider)

    def _labels(self, tables: Tables, things: Sequence[str]) -> Iterator[str]:
        """Yield the name of each, the first of several."""
        labels: list[str | None] = [None] * len(things)
        for property_ in _CALLED:
            is_named = [label is not None for label in labels]
            for number, label in tables.texts(property_):
                place = int(self.place[number])
                if place < 0 or is_named[place]:
                    continue
                held = labels[place]
                if held is None or label < held:
                    labels[place] = label
        return (label or iri for label, iri in zip(labels, things, strict=True))


class _Nodes:
    """The things of relational classes, and what they lead to."""

    def __init__(self, tables: Tables, terms: Terms, members: Mapping[str, Numbers]) -> None:
        self._tables = tables
        self._pairs: dict[str, Pairs] = {}
        self._classes = [one for one in terms.classes if one in terms.relational]
        self._class_of = np.full(len(tables), -1, dtype=np.int32)
        for place, class_ in enumerate(self._classes):
            is_stated = np.zeros(len(tables), dtype=bool)
            is_stated[members[class_]] = True
            is_stated[tables.derived_of_class(class_)] = False
            self._class_of[is_stated] = place

    def of(self, relation: Relation) -> tuple[Numbers, Numbers, Numbers]:
        """Return the starts, the ends and the nodes of all links of a relation."""
        if relation.term not in self._classes:
            return _NO_LINKS
        place = self._classes.index(relation.term)
        nodes = np.flatnonzero(self._class_of == place).astype(np.int32)
        starts = self._at(nodes, relation.forward.start)
        ends = self._at(nodes, relation.forward.end)
        first, second = matched(starts.left, ends.left)
        return starts.right[first], ends.right[second], starts.left[first]

    def _at(self, nodes: Numbers, path: Path) -> Pairs:
        """Return what a path leads to; its inner stops are things of relational classes."""
        reached = Pairs(nodes, nodes)
        for name in path:
            reached = reached.then(self._said(name))
        return reached

    def _said(self, name: str) -> Pairs:
        if name not in self._pairs:
            pairs = self._tables.pairs(name)
            self._pairs[name] = pairs.of(self._class_of[pairs.left] >= 0)
        return self._pairs[name]


def _found(
    relation: Relation, tables: Tables, nodes: _Nodes, timing: Timing
) -> tuple[Numbers, ...]:
    """Return the columns of all links of a relation: start, end, node, first and last day."""
    if relation.is_property:
        said = tables.pairs(relation.term.removeprefix(TERM))
        none = np.full(len(said), -1, dtype=np.int32)
        days = timing.of_statements(relation, said.left, said.right)
        return said.left, said.right, none, *days
    start, end, node = nodes.of(relation)
    return start, end, node, *timing.of_nodes(relation, node)


def _links(found: Sequence[tuple[Numbers, ...]], place: Numbers, iris: Sequence[str]) -> Links:
    """Return the links between stops; a node's place is its place among the sorted IRIs."""
    # A graph may declare no relation at all.
    columns = zip(*(found or [(np.zeros(0, dtype=np.int32),) * 5]), strict=True)
    start, end, node, since, until = (np.concatenate(column) for column in columns)
    relation = np.repeat(np.arange(len(found), dtype=np.int32), [len(one[0]) for one in found])
    is_kept = (place[start] >= 0) & (place[end] >= 0)
    start, end, node = place[start[is_kept]], place[end[is_kept]], node[is_kept]
    is_node = np.zeros(len(iris) + 1, dtype=bool)
    is_node[node] = True
    nodes = sorted(np.flatnonzero(is_node[:-1]).tolist(), key=iris.__getitem__)
    moved = np.full(len(iris) + 1, -1, dtype=np.int32)
    moved[nodes] = np.arange(len(nodes))
    names = tuple(iris[number] for number in nodes)
    relation, since, until = (column[is_kept] for column in (relation, since, until))
    return Links(start, end, relation, moved[node], names, since, until)


def _kinds(members: Mapping[str, Numbers], count: int) -> tuple[Numbers, list[tuple[str, ...]]]:
    """Return of each thing which combination of classes it is of, and the combinations."""
    kind = np.zeros(count, dtype=np.int32)
    kinds: list[tuple[str, ...]] = [()]
    for class_, things in members.items():
        for held in np.flatnonzero(np.bincount(kind[things])).tolist():
            of = things[kind[things] == held]
            kind[of] = len(kinds)
            kinds.append((*kinds[held], class_))
    return kind, kinds


def _narrowest(classes: Collection[str], wider: Mapping[str, Collection[str]]) -> str:
    """Return the class that is no wider than another, the first by name of several."""
    others = set().union(*(wider.get(class_, ()) for class_ in classes))
    return min(set(classes) - others or classes)


_NO_LINKS = (np.zeros(0, dtype=np.int32),) * 3
