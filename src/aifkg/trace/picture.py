"""Picture: the cheapest tree that joins three to six ends (Dreyfus and Wagner, 1971).

The tree is told as paths: the first joins two ends, each further one an end to what is there
already. To pass through an end costs nothing. A tree is as large as it must be: no number of steps
bounds it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from time import monotonic

import numpy as np

from aifkg.trace.ends import End
from aifkg.trace.network import Costs
from aifkg.trace.search import Budget, Search, Walked
from aifkg.trace.view import NEVER, View
from aifkg.trace.weights import UNIT

_Edge = tuple[int, int]


class _OutOfTime(Exception):
    """The budget of a search is spent."""


def picture(view: View, ends: Sequence[End], budget: Budget) -> Search:
    """Return the cheapest tree that joins all ends, as paths; none where no tree does."""
    search = Search()
    trees = _Trees(view, ends, budget)
    try:
        found = trees.cheapest()
    except _OutOfTime:
        search.ended_by = "time"
        found = None
    search.looked_at = trees.rounds
    if found is not None:
        search.paths += _as_paths(found, [end.key for end in ends], trees.cost_of)
    return search


class _Trees:
    """For each set of ends, as bits, what the cheapest tree of them and each thing costs."""

    def __init__(self, view: View, ends: Sequence[End], budget: Budget) -> None:
        self._view = view
        self._ends = ends
        self._budget = budget
        self._cost = _costs(view, ends)
        self._is_open = view.is_open.copy()
        self._is_open[[end.key for end in ends if end.is_stop]] = True
        self._of: dict[int, Costs] = {}
        self.rounds = 0

    def cheapest(self) -> set[_Edge] | None:
        """Return the edges of the cheapest tree of all ends, or None."""
        *others, last = self._ends
        everyone = (1 << len(others)) - 1
        for bits in range(1, everyone + 1):
            self._of[bits] = self._joined(bits)
        if last.is_stop:
            root, total = last.key, int(self._of[everyone][last.key])
            own: set[_Edge] = set()
        else:
            ahead = last.cost + self._of[everyone][last.to]
            best = int(np.argmin(ahead)) if len(ahead) else -1
            root, total = int(last.to[best]), int(ahead[best]) if len(ahead) else NEVER
            own = {(last.key, root)}
        return None if total >= NEVER else own | set(self._edges(everyone, root))

    def cost_of(self, edge: _Edge) -> int:
        """Return what an edge of a tree costs, without what comes on top of each step."""
        own, other = min(edge), max(edge)
        if own < 0:
            (end,) = (one for one in self._ends if one.key == own)
            place = end.way_to(other)
            return NEVER if place is None else int(end.cost[place]) - self._view.per_step
        arcs = self._view.network.arcs_of(own)
        place = int(np.searchsorted(self._view.network.target[arcs], other))
        return int(self._cost[self._view.network.edge[arcs][place]]) - self._view.per_step

    def _joined(self, bits: int) -> Costs:
        """Return the costs for a set of ends, of which those of its parts are known."""
        cost = np.full(len(self._is_open), NEVER, dtype=np.int64)
        if bits.bit_count() == 1:
            end = self._ends[bits.bit_length() - 1]
            if end.is_stop:
                cost[end.key] = 0
            else:
                cost[end.to] = end.cost
        for part in _halves(bits):
            cost = np.minimum(cost, self._of[part] + self._of[bits ^ part])
        cost[~self._is_open] = NEVER
        return self._spread(cost)

    def _spread(self, cost: Costs) -> Costs:
        """Return the costs when each thing may be reached from any other."""
        network = self._view.network
        leaves = np.flatnonzero(np.diff(network.row))
        step = self._cost[network.edge]
        while len(leaves):
            self.rounds += 1
            if monotonic() > self._budget.deadline:
                raise _OutOfTime
            least = np.minimum.reduceat(step + cost[network.target], network.row[leaves])
            further = cost.copy()
            further[leaves] = np.minimum(cost[leaves], least)
            further[~self._is_open] = NEVER
            if np.array_equal(further, cost):
                break
            cost = further
        return cost

    def _edges(self, bits: int, thing: int) -> Iterator[_Edge]:
        """Yield the edges of the tree that joins a set of ends with a thing."""
        cost = int(self._of[bits][thing])
        for part in _halves(bits):
            if int(self._of[part][thing] + self._of[bits ^ part][thing]) == cost:
                yield from self._edges(part, thing)
                yield from self._edges(bits ^ part, thing)
                return
        if bits.bit_count() == 1:
            end = self._ends[bits.bit_length() - 1]
            if end.key == thing:
                return
            place = end.way_to(thing) if not end.is_stop else None
            if place is not None and int(end.cost[place]) == cost:
                yield (end.key, thing)
                return
        network = self._view.network
        arcs = network.arcs_of(thing)
        ahead = self._cost[network.edge[arcs]] + self._of[bits][network.target[arcs]]
        onward = int(network.target[arcs][int(np.flatnonzero(ahead == cost)[0])])
        yield (thing, onward)
        yield from self._edges(bits, onward)


def _costs(view: View, ends: Sequence[End]) -> Costs:
    """Return the costs of edges where passing through an end is free."""
    cost = view.cost.copy()
    stops = [end for end in ends if end.is_stop]
    for end in stops:
        cost[end.edge] = end.cost
    for end in stops:
        between = end.edge[np.isin(end.to, [one.key for one in stops])]
        cost[between] = view.per_step + UNIT
    return cost


def _halves(bits: int) -> Iterator[int]:
    """Yield one of each two parts that a set can be split into, the one with its lowest bit."""
    lowest, part = bits & -bits, (bits - 1) & bits
    while part:
        if part & lowest:
            yield part
        part = (part - 1) & bits


def _as_paths(
    tree: set[_Edge], ends: Sequence[int], cost_of: Callable[[_Edge], int]
) -> Iterator[Walked]:
    """Yield the paths of a tree, each from an end to what is joined already."""
    neighbours: defaultdict[int, list[int]] = defaultdict(list)
    for one, other in sorted(tree):
        neighbours[one].append(other)
        neighbours[other].append(one)
    joined = {ends[0]}
    for end in ends[1:]:
        if end in joined:
            continue
        keys = _way(neighbours, end, joined)
        joined |= set(keys)
        yield Walked(sum(map(cost_of, pairwise(keys))), tuple(keys))


def _way(neighbours: dict[int, list[int]], start: int, joined: set[int]) -> list[int]:
    """Return the only way of a tree from a thing to what is joined."""
    ways = [[start]]
    for way in ways:
        if way[-1] in joined:
            return way
        ways += [[*way, one] for one in neighbours[way[-1]] if one not in way[-2:-1]]
    raise ValueError("a tree that does not join its ends")
