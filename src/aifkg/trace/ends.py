"""Ends: the things that are asked about, and the ways from each to its neighbours.

An end may be a thing of a relational class, which the network does not hold as a stop; then the
ways from it are its own links.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from aifkg.trace.network import Costs, Numbers, penalty
from aifkg.trace.relation import Relation
from aifkg.trace.view import NEVER, View
from aifkg.trace.weights import UNIT

NOWHERE = -(1 << 30)
"""In the place of a key, what no end and no stop has."""


@dataclass(frozen=True, slots=True)
class OwnLink:
    """A link between a relational thing and another, which it names or which names it."""

    other: int
    """The number or the key of the other, or `NOWHERE`."""
    relation: Relation
    is_subject: bool
    """Whether the relational thing is the subject of the statement."""
    since: int = 0
    until: int = 0
    """The first and the last day of the relational thing, as ordinals, or 0 and 0."""


@dataclass(frozen=True, slots=True)
class End:
    """A thing that is asked about, with the ways from it, sorted by where they lead.

    Each way has the cost of leaving by it and passing through where it leads, and the bits of what
    it meets. The key is its number; of a relational thing, which has none, a negative number of its
    own, and its ways have no edge.
    """

    iri: str
    key: int
    to: Numbers
    cost: Costs
    meets: Costs
    edge: Numbers
    own: Mapping[int, Sequence[OwnLink]]
    class_: str = ""
    """Of a relational thing its class: its own links are links of that as well."""

    @property
    def is_stop(self) -> bool:
        """Whether the network holds it."""
        return self.key >= 0

    def way_to(self, thing: int) -> int | None:
        """Return the place of the way to a thing, or None."""
        place = int(np.searchsorted(self.to, thing))
        return place if place < len(self.to) and self.to[place] == thing else None


def stop(view: View, number: int) -> End:
    """Return a thing of the network as an end."""
    network = view.network
    arcs = network.arcs_of(number)
    to, edge = network.target[arcs], network.edge[arcs]
    cost = view.per_step + _least_at(view, to, edge)
    meets = np.zeros(len(to), np.int64) if view.meets_edge is None else view.meets_edge[edge]
    is_used = cost < NEVER
    iri = network.names.things[number]
    return End(iri, number, to[is_used], cost[is_used], meets[is_used], edge[is_used], {})


def relational(view: View, iri: str, place: int, links: Sequence[OwnLink], class_: str = "") -> End:
    """Return a thing of a relational class as an end, by its place among the ends."""
    own: dict[int, list[OwnLink]] = {}
    for link in links:
        own.setdefault(link.other, []).append(link)
    to = np.array(sorted(other for other in own if other >= 0), dtype=np.int32)
    degree = np.maximum(np.diff(view.network.row)[to], 1)
    cost = view.per_step + UNIT + penalty(degree, np.ones(len(to))).astype(np.int64)
    none = np.full(len(to), -1, dtype=np.int32)
    meets = np.array([_met(view, own[int(other)], class_) for other in to], dtype=np.int64)
    return End(iri, -1 - place, to, cost, meets, none, own, class_)


def _met(view: View, links: Sequence[OwnLink], class_: str) -> int:
    """Return the bits of what links of a relational thing meet."""
    terms = {class_, *(link.relation.term for link in links)}
    return sum(1 << bit for bit, one in enumerate(view.required) if terms & one.terms)


def _least_at(view: View, to: Numbers, edge: Numbers) -> Costs:
    """Return the cost of a step by each edge to a thing that is passed through."""
    network = view.network
    first = network.first_link[edge]
    counts = network.first_link[edge + 1] - first
    begins = np.cumsum(counts) - counts
    links = np.repeat(first - begins, counts) + np.arange(counts.sum(), dtype=np.int64)
    arrives_at_end = network.links.end[links] == np.repeat(to, counts)
    passing = np.where(arrives_at_end, network.at_end[links], network.at_start[links])
    # Of numbers of 32 bits, NEVER would silently become 0.
    cost = UNIT + passing.astype(np.int64)
    if view.is_used is not None:
        cost = np.where(view.is_used[links], cost, NEVER)
    least: Costs = np.minimum.reduceat(cost, begins) if len(to) else cost
    return least


def direct(view: View, start: End, finish: End) -> tuple[int, int] | None:
    """Return the cost and the bits of a step from one end to the other, or None without one."""
    if not start.is_stop and not finish.is_stop and finish.key in start.own:
        return view.per_step + UNIT, _met(view, start.own[finish.key], start.class_)
    if finish.is_stop and (place := start.way_to(finish.key)) is not None:
        return view.per_step + UNIT, int(start.meets[place])
    if start.is_stop and (place := finish.way_to(start.key)) is not None:
        return view.per_step + UNIT, int(finish.meets[place])
    return None
