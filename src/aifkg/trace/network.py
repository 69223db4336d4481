"""The network: things as numbers, links between them, and how costly it is to pass by each.

A thing's number is its place among the sorted IRIs, so that equal graphs give equal numbers. A link
stands once; an edge is all links between the same two things, and an arc is an edge in one
direction.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aifkg.trace.relation import Relation
from aifkg.trace.weights import COMMON_WEIGHT, HUB_WEIGHT, UNIT

Numbers = NDArray[np.int32]
Costs = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Names:
    """What things are called and of which classes they are."""

    things: tuple[str, ...]
    labels: tuple[str, ...]
    kinds: Numbers
    """The class of each thing, by its place in `classes`."""
    classes: tuple[str, ...]
    class_labels: Mapping[str, str]
    wider: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Links:
    """The links, sorted by edge: ends, relation, the thing that stands for each, and its time."""

    start: Numbers
    end: Numbers
    relation: Numbers
    node: Numbers
    """The place of the relational thing in `nodes`, or -1."""
    nodes: tuple[str, ...]
    since: Numbers
    until: Numbers
    """The first and the last day, as ordinals; those of undated links are 0 and 0."""

    def __len__(self) -> int:
        return len(self.start)

    def place_of(self, node: str) -> int | None:
        """Return the place of a thing among those that stand for links, or None."""
        place = bisect_left(self.nodes, node)
        return place if self.nodes[place : place + 1] == (node,) else None

    def days_of(self, node: str) -> tuple[int, int]:
        """Return the first and the last day of the links that a relational thing stands for."""
        place = self.place_of(node)
        if place is None:
            return 0, 0
        of = (self.node == place) & (self.until > 0)
        return (int(self.since[of].min()), int(self.until[of].max())) if of.any() else (0, 0)


@dataclass(frozen=True, slots=True)
class Network:
    """All of it; made by `network`."""

    names: Names
    relations: tuple[Relation, ...]
    links: Links
    first_link: Numbers
    """Where the links of each edge begin; one more at the end."""
    row: Numbers
    """Where the arcs of each thing begin; one more at the end."""
    target: Numbers
    edge: Numbers
    at_start: Numbers
    at_end: Numbers
    """What it costs to pass through the start or the end of each link by that link."""
    alike_start: Numbers
    alike_end: Numbers
    """How many links of the same kind the start and the end of each link have."""
    through: Costs
    """What the cheapest link of each edge costs, both ends passed through."""

    def __len__(self) -> int:
        return len(self.names.things)

    @property
    def degree(self) -> Numbers:
        """How many neighbours each thing has."""
        return np.diff(self.row).astype(np.int32)

    def arcs_of_all(self, things: Numbers) -> tuple[Numbers, Numbers]:
        """Return the places of the arcs of these things, and how many each has."""
        counts = self.row[things + 1] - self.row[things]
        begins = np.cumsum(counts) - counts
        return np.repeat(self.row[things] - begins, counts) + np.arange(counts.sum()), counts

    def links_of(self, edge: int) -> range:
        """Return the places of an edge's links."""
        return range(int(self.first_link[edge]), int(self.first_link[edge + 1]))

    def arcs_of(self, thing: int) -> slice:
        """Return where a thing's arcs stand."""
        return slice(int(self.row[thing]), int(self.row[thing + 1]))


def network(names: Names, relations: tuple[Relation, ...], links: Links) -> Network:
    """Return the network of these links, in any order; a link of a thing to itself is none."""
    links, first_link = _by_edge(links)
    low = np.minimum(links.start, links.end)[first_link[:-1]]
    high = np.maximum(links.start, links.end)[first_link[:-1]]
    row, target, edge = _arcs(low, high, len(names.things))
    degree = np.diff(row)
    alike_start = _alike(links.start, links.relation * 2, links.end)
    alike_end = _alike(links.end, links.relation * 2 + 1, links.start)
    at_start = penalty(degree[links.start], alike_start)
    at_end = penalty(degree[links.end], alike_end)
    through = least_by_edge(UNIT + at_start.astype(np.int64) + at_end, first_link)
    return Network(
        names,
        relations,
        links,
        first_link,
        row,
        target,
        edge,
        at_start,
        at_end,
        alike_start,
        alike_end,
        through,
    )


def least_by_edge(costs: Costs, first_link: Numbers) -> Costs:
    """Return the least of the costs of links for each edge."""
    if len(first_link) == 1:
        return np.zeros(0, dtype=np.int64)
    return np.minimum.reduceat(costs, first_link[:-1])


def _by_edge(links: Links) -> tuple[Links, Numbers]:
    """Return the links sorted by their two ends, then by all else, and where each pair begins."""
    low, high = np.minimum(links.start, links.end), np.maximum(links.start, links.end)
    order = np.lexsort((links.node, links.end, links.relation, high, low))
    order = order[low[order] != high[order]]
    low, high = low[order], high[order]
    begins = np.flatnonzero(np.diff(low, prepend=-1) | np.diff(high, prepend=-1))
    first = np.append(begins, len(order)).astype(np.int32)
    columns = (links.start, links.end, links.relation, links.node)
    start, end, relation, node = (column[order] for column in columns)
    since, until = links.since[order], links.until[order]
    return Links(start, end, relation, node, links.nodes, since, until), first


def _arcs(low: Numbers, high: Numbers, things: int) -> tuple[Numbers, Numbers, Numbers]:
    """Return the arcs of all edges in both directions, sorted by where they leave and arrive."""
    leaves, arrives = np.concatenate((low, high)), np.concatenate((high, low))
    edges = np.tile(np.arange(len(low), dtype=np.int32), 2)
    order = np.lexsort((arrives, leaves))
    row = np.searchsorted(leaves[order], np.arange(things + 1)).astype(np.int32)
    return row, arrives[order], edges[order]


def _alike(at: Numbers, kind: Numbers, other: Numbers) -> Numbers:
    """Return of each link how many things are linked in its way with the thing at its end."""
    order = np.lexsort((other, kind, at))
    at, kind, other = at[order], kind[order], other[order]
    is_new_kind = (np.diff(at, prepend=-1) != 0) | (np.diff(kind, prepend=-1) != 0)
    is_new_other = is_new_kind | (np.diff(other, prepend=-1) != 0)
    group = np.cumsum(is_new_kind) - 1
    counts = np.bincount(group, weights=is_new_other).astype(np.int32)
    alike = np.empty(len(order), dtype=np.int32)
    alike[order] = counts[group] if len(order) else 0
    return alike


def penalty(degree: NDArray[Any], alike: NDArray[Any]) -> Numbers:
    """Return what it costs to pass through things by a link, by how many neighbours they have.

    `alike` is how many of these they have by links of the same kind.
    """
    weighed = HUB_WEIGHT * np.log(degree) + COMMON_WEIGHT * np.log(alike)
    whole: Numbers = np.rint(UNIT * weighed).astype(np.int32)
    return whole
