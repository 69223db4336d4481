"""Drawn networks: small ones of links as plain rows, and what the documented formula says of them.

Nothing here is computed as the product does it: the costs come from the rows, the paths from trying
all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import log

import networkx as nx
import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from aifkg.trace.ends import End, OwnLink, relational, stop
from aifkg.trace.network import Links, Names, Network, network
from aifkg.trace.relation import plain
from aifkg.trace.view import Limited, Required, View

KINDS = 3
RELATIONS = 4
PERIOD = (100, 200)
NODES = ("node:0", "node:1", "node:2")
TIMES = ((0, 0), (1, 99), (50, 150), (120, 130), (150, 300), (201, 900))


@dataclass(frozen=True)
class Row:
    """A link as a row: from where to where, of which relation, valid when."""

    start: int
    end: int
    relation: int
    time: tuple[int, int] = (0, 0)
    node: int = -1

    def leads(self, thing: int) -> tuple[int, int]:
        """Return the kind of link that it is, seen from one of its ends."""
        return self.relation, int(thing == self.end)

    def other(self, thing: int) -> int:
        return self.end if thing == self.start else self.start


@dataclass(frozen=True)
class Drawn:
    """A network as rows: as many things, and the links between them."""

    things: int
    rows: tuple[Row, ...]

    def network(self) -> Network:
        kinds = np.arange(self.things, dtype=np.int32) % KINDS
        things = tuple(f"thing:{one:02}" for one in range(self.things))
        classes = tuple(f"class:{one}" for one in range(KINDS))
        names = Names(things, things, kinds, classes, {one: one for one in classes}, {})
        relations = tuple(plain(f"relation:{one}", "", "") for one in range(RELATIONS))
        rows = [(row.start, row.end, row.relation, row.node, *row.time) for row in self.rows]
        columns = np.array(rows, dtype=np.int32).reshape(-1, 6)
        start, end, relation, node, since, until = columns.T
        return network(names, relations, Links(start, end, relation, node, NODES, since, until))

    def links(self) -> list[Row]:
        return [row for row in self.rows if row.start != row.end]

    def neighbours(self, thing: int, kind: tuple[int, int] | None = None) -> set[int]:
        """Return the neighbours of a thing, all or those by links of one kind."""
        return {
            row.other(thing)
            for row in self.links()
            if thing in (row.start, row.end) and kind in (None, row.leads(thing))
        }


@dataclass(frozen=True)
class Touched:
    """What a path must touch: one of these things, or a link of these relations or nodes."""

    things: frozenset[int] = frozenset()
    relations: frozenset[int] = frozenset()
    nodes: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Limits:
    """What a question leaves out and requires, in the words of rows."""

    things: frozenset[int] = frozenset()
    kinds: frozenset[int] = frozenset()
    relations: frozenset[int] = frozenset()
    is_timed: bool = False
    keeps_undated: bool = True
    nodes: frozenset[int] = frozenset()
    required: tuple[Touched, ...] = ()

    def limited(self) -> Limited:
        time = PERIOD if self.is_timed else None
        return Limited(
            self.things, self.kinds, self.relations, time, self.keeps_undated, nodes=self.nodes
        )

    def requirements(self) -> tuple[Required, ...]:
        return tuple(
            Required("", one.things, one.relations, nodes=one.nodes) for one in self.required
        )

    def is_open(self, thing: int) -> bool:
        return thing not in self.things and thing % KINDS not in self.kinds

    def uses(self, row: Row) -> bool:
        if row.relation in self.relations or row.node in self.nodes:
            return False
        if row.time == (0, 0):
            return self.keeps_undated
        if not self.is_timed:
            return True
        return row.time[0] <= PERIOD[1] and row.time[1] >= PERIOD[0]


Stand = int | tuple[int, ...]
"""An end: a thing, or the neighbours of a thing of a relational class, other such ends by key."""


def ends(view: View, stands: Sequence[Stand]) -> list[End]:
    return [
        stop(view, one)
        if isinstance(one, int)
        else relational(view, f"node:{place}", place, [_own(other) for other in one])
        for place, one in enumerate(stands)
    ]


def _own(other: int) -> OwnLink:
    return OwnLink(other, plain("own:link", "", ""), is_subject=True)


class Asked:
    """A question about a drawn network: its ends have keys, its steps have costs."""

    def __init__(self, drawn: Drawn, limits: Limits, stands: Sequence[Stand]) -> None:
        self.drawn = drawn
        self.limits = limits
        self.stands = stands
        self.keys = [
            one if isinstance(one, int) else -1 - place for place, one in enumerate(stands)
        ]
        self._own = {
            key: set(one)
            for key, one in zip(self.keys, stands, strict=True)
            if not isinstance(one, int)
        }
        self.between: dict[frozenset[int], list[Row]] = {}
        for row in drawn.links():
            if limits.uses(row):
                self.between.setdefault(frozenset((row.start, row.end)), []).append(row)

    def __repr__(self) -> str:
        return f"Asked({self.drawn}, {self.limits}, {self.stands})"

    def steps(self) -> Iterator[tuple[int, int]]:
        """Yield every step, as two keys."""
        for one, other in map(sorted, self.between):
            yield one, other
        for key, others in self._own.items():
            for other in others:
                yield key, other

    def cost(self, one: int, other: int) -> int:
        """Return what a step costs in thousandths: 1000, and for each of its two things a penalty.

        Of several links it is the cheapest that counts.
        """
        passed = [key for key in (one, other) if key not in self.keys]
        if min(one, other) < 0:
            return 1000 + sum(self._penalty(key, None) for key in passed)
        rows = self.between[frozenset((one, other))]
        return 1000 + min(sum(self._penalty(key, row) for key in passed) for row in rows)

    def _penalty(self, thing: int, row: Row | None) -> int:
        neighbours = max(len(self.drawn.neighbours(thing)), 1)
        alike = 1 if row is None else len(self.drawn.neighbours(thing, row.leads(thing)))
        return round(1000 * (0.5 * log(neighbours) + 0.5 * log(alike)))

    def graph(self) -> nx.Graph:
        """Return the steps between what may be passed through and the ends, with their costs."""
        graph = nx.Graph()
        graph.add_nodes_from(self.keys)
        for one, other in self.steps():
            if all(key in self.keys or self.limits.is_open(key) for key in (one, other)):
                graph.add_edge(one, other, cost=self.cost(one, other))
        return graph

    def paths(self, n: int, *, by_length: bool = False) -> list[tuple[int, tuple[int, ...]]]:
        """Return all paths of at most `n` steps between the two ends, in the order asked for."""
        found = [
            (sum(self.cost(*pair) for pair in pairwise(keys)), tuple(keys))
            for keys in nx.all_simple_paths(self.graph(), *self.keys, cutoff=n)
            if all(self._meets(keys, one) for one in self.limits.required)
        ]
        return sorted(found, key=lambda one: (len(one[1]) if by_length else 0, *one))

    def _meets(self, keys: list[int], touched: Touched) -> bool:
        if touched.things & set(keys[1:-1]):
            return True
        rows = [row for pair in pairwise(keys) for row in self.between.get(frozenset(pair), ())]
        return any(row.relation in touched.relations or row.node in touched.nodes for row in rows)

    def cheapest_tree(self) -> int | None:
        """Return what the cheapest tree that joins all ends costs, from trying all of them."""
        graph = self.graph()
        others = sorted(set(graph) - set(self.keys))
        costs = [
            int(nx.minimum_spanning_tree(part, "cost").size("cost"))
            for many in range(len(others) + 1)
            for more in combinations(others, many)
            if nx.is_connected(part := graph.subgraph([*self.keys, *more]))
        ]
        return min(costs, default=None)


def tries(number: int) -> settings:
    """Return settings for so many examples that a busy machine does not fail."""
    unhurried = [HealthCheck.too_slow, HealthCheck.filter_too_much]
    return settings(max_examples=number, suppress_health_check=unhurried)


@st.composite
def networks(draw: st.DrawFn, least_things: int, most_things: int) -> Drawn:
    """Draw networks of several relations, with parallel links, self links and isolated things."""
    things = draw(st.integers(least_things, most_things))
    thing, relation = st.integers(0, things - 1), st.integers(0, RELATIONS - 1)
    node = st.integers(-1, len(NODES) - 1)
    row = st.builds(Row, thing, thing, relation, st.sampled_from(TIMES), node)
    least = draw(st.sampled_from((0, 10, 16)))
    return Drawn(things, tuple(draw(st.lists(row, min_size=least, max_size=22))))


def _seldom(things: int, size: int) -> st.SearchStrategy[frozenset[int]]:
    some = st.frozensets(st.integers(0, things - 1), max_size=size)
    return st.one_of(st.just(frozenset[int]()), st.just(frozenset[int]()), some)


@st.composite
def limits(draw: st.DrawFn, things: int, kept: Sequence[Stand], numbers: Sequence[int]) -> Limits:
    """Draw what a question leaves out and requires, so many of these; its ends are not required."""
    asked = {one for one in kept if isinstance(one, int)}
    of_things = st.frozensets(st.integers(0, things - 1), min_size=1, max_size=3)
    of_relations = st.frozensets(st.integers(0, RELATIONS - 1), max_size=2)
    of_nodes = st.frozensets(st.integers(0, len(NODES) - 1), max_size=1)
    required = st.builds(Touched, of_things.map(lambda some: some - asked), of_relations, of_nodes)
    many = draw(st.sampled_from(numbers))
    return Limits(
        draw(_seldom(things, 2)),
        draw(_seldom(KINDS, 1)),
        draw(_seldom(RELATIONS, 1)),
        draw(st.booleans()),
        draw(st.booleans()),
        draw(_seldom(len(NODES), 1)),
        tuple(draw(st.lists(required, min_size=many, max_size=many))),
    )


@st.composite
def stands(draw: st.DrawFn, things: int, least: int, most: int) -> list[Stand]:
    """Draw ends: things, each once, and now and then a thing of a relational class."""
    numbers = draw(
        st.lists(
            st.integers(0, things - 1), min_size=min(least, things), max_size=most, unique=True
        )
    )
    own = st.lists(st.integers(0, things - 1), max_size=3, unique=True).map(tuple)
    found: list[Stand] = [draw(own) if draw(st.integers(0, 3)) == 0 else one for one in numbers]
    links: list[tuple[int, int]] = []
    for (place, one), (other_place, other) in combinations(enumerate(found), 2):
        if isinstance(one, tuple) and isinstance(other, tuple) and draw(st.booleans()):
            links.append((place, -1 - other_place))
            links.append((other_place, -1 - place))
    return [
        one if isinstance(one, int) else (*one, *(key for at, key in links if at == place))
        for place, one in enumerate(found)
    ]


@st.composite
def questions(
    draw: st.DrawFn,
    least: int = 2,
    most: int = 2,
    most_things: int = 8,
    required: Sequence[int] = (0, 0, 0, 1, 2, 3),
) -> Asked:
    """Draw a question about a drawn network."""
    drawn = draw(networks(least, most_things))
    chosen = draw(stands(drawn.things, least, min(most, drawn.things)))
    return Asked(drawn, draw(limits(drawn.things, chosen, required)), chosen)
