"""Picture: the cheapest tree that joins three to six ends (Dreyfus and Wagner, 1971).

The tree is told as paths: the first joins two ends, each further one an end to what is there
already. To pass through an end costs nothing. A tree is as large as it must be: no number of steps
bounds it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from time import monotonic

import numpy as np

from aifkg.trace.ends import End
from aifkg.trace.network import Costs, Mask, Numbers
from aifkg.trace.search import Budget, Search, Walked
from aifkg.trace.view import NEVER, View
from aifkg.trace.weights import UNIT

_Edge = tuple[int, int]


class _OutOfTime(Exception):
    """The budget of a search is spent."""


def picture(view: View, ends: Sequence[End], budget: Budget) -> Search:
    """Return the cheapest tree that joins all ends, as paths; none where no tree does."""
    search = Search()
    ground = _ground(view, ends)
    trees = _Trees(ground, budget)
    try:
        tree = trees.cheapest()
    except _OutOfTime:
        search.ended_by = "time"
        tree = set()
    search.looked_at = trees.rounds
    if tree:
        key = ground.ends
        costs = {
            frozenset(key.get(one, one) for one in step): ground.cost_of(step) - view.per_step
            for step in tree
        }
        search.paths += _as_paths(costs, [end.key for end in ends])
    return search


@dataclass(frozen=True, slots=True)
class _Ground:
    """What a tree grows on: the things of a network and the ends, with the steps between them.

    An end that the network does not hold has a number behind those of its things. The steps are
    arcs, sorted by where they leave and arrive.
    """

    row: Numbers
    target: Numbers
    cost: Costs
    is_open: Mask
    ends: Mapping[int, int]
    """The key of each end by its number."""

    def arcs_of(self, number: int) -> slice:
        """Return where the arcs of a thing or an end stand."""
        return slice(int(self.row[number]), int(self.row[number + 1]))

    def cost_of(self, step: _Edge) -> int:
        """Return what a step costs."""
        arcs = self.arcs_of(step[0])
        return int(self.cost[arcs][int(np.searchsorted(self.target[arcs], step[1]))])


class _Trees:
    """For each set of ends, as bits, what the cheapest tree of them and each thing costs."""

    def __init__(self, ground: _Ground, budget: Budget) -> None:
        self._ground = ground
        self._ends = list(ground.ends)
        self._budget = budget
        self._of: dict[int, Costs] = {}
        self.rounds = 0

    def cheapest(self) -> set[_Edge]:
        """Return the steps of the cheapest tree of all ends, none where no tree joins them."""
        *others, last = self._ends
        everyone = (1 << len(others)) - 1
        for bits in range(1, everyone + 1):
            self._of[bits] = self._joined(bits)
        is_joined = self._of[everyone][last] < NEVER
        return set(self._edges(everyone, last)) if is_joined else set()

    def _joined(self, bits: int) -> Costs:
        """Return the costs for a set of ends, of which those of its parts are known."""
        cost = np.full(len(self._ground.is_open), NEVER, dtype=np.int64)
        if bits.bit_count() == 1:
            cost[self._ends[bits.bit_length() - 1]] = 0
        for part in _halves(bits):
            cost = np.minimum(cost, self._of[part] + self._of[bits ^ part])
        cost[~self._ground.is_open] = NEVER
        return self._spread(cost)

    def _spread(self, cost: Costs) -> Costs:
        """Return the costs when each thing may be reached from any other."""
        ground = self._ground
        leaves = np.flatnonzero(np.diff(ground.row))
        while len(leaves):
            self.rounds += 1
            if monotonic() > self._budget.deadline:
                raise _OutOfTime
            ahead = ground.cost + cost[ground.target]
            least = np.minimum.reduceat(ahead, ground.row[leaves])
            further = cost.copy()
            further[leaves] = np.minimum(cost[leaves], least)
            further[~ground.is_open] = NEVER
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
        if bits.bit_count() == 1 and self._ends[bits.bit_length() - 1] == thing:
            return
        arcs = self._ground.arcs_of(thing)
        ahead = self._ground.cost[arcs] + self._of[bits][self._ground.target[arcs]]
        onward = int(self._ground.target[arcs][int(np.flatnonzero(ahead == cost)[0])])
        yield (thing, onward)
        yield from self._edges(bits, onward)


def _ground(view: View, ends: Sequence[End]) -> _Ground:
    network = view.network
    things = len(network)
    own = [end for end in ends if not end.is_stop]
    numbers = {end.key: things + place for place, end in enumerate(own)}
    leaves = [np.repeat(np.arange(things, dtype=np.int32), np.diff(network.row))]
    arrives, costs = [network.target], [_costs(view, ends)[network.edge]]
    for end in own:
        is_between = np.isin(end.to, [one.key for one in ends])
        cost = np.where(is_between, view.per_step + UNIT, end.cost)
        number = np.full(len(end.to), numbers[end.key], dtype=np.int32)
        leaves += [number, end.to]
        arrives += [end.to, number]
        costs += [cost, cost]
    between = np.array(_between(own, numbers), dtype=np.int32).reshape(-1, 2)
    leaves.append(between[:, 0])
    arrives.append(between[:, 1])
    costs.append(np.full(len(between), view.per_step + UNIT))
    leaving, target, step = np.concatenate(leaves), np.concatenate(arrives), np.concatenate(costs)
    order = np.lexsort((target, leaving))
    row = np.searchsorted(leaving[order], np.arange(things + len(own) + 1)).astype(np.int32)
    is_open = np.append(view.is_open, np.ones(len(own), dtype=bool))
    of = {numbers.get(end.key, end.key): end.key for end in ends}
    is_open[list(of)] = True
    return _Ground(row, target[order], step[order], is_open, of)


def _between(own: Sequence[End], numbers: Mapping[int, int]) -> list[_Edge]:
    """Return the steps from one end that the network does not hold to another, both ways."""
    pairs = {(end.key, other) for end in own for other in end.own if other in numbers}
    return sorted(
        {(numbers[one], numbers[other]) for pair in pairs for one, other in (pair, pair[::-1])}
    )


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


def _as_paths(costs: Mapping[frozenset[int], int], ends: Sequence[int]) -> Iterator[Walked]:
    """Yield the paths of a tree: from the first end, then each from an end to what is joined."""
    neighbours: defaultdict[int, list[int]] = defaultdict(list)
    for one, other in sorted(map(sorted, costs)):
        neighbours[one].append(other)
        neighbours[other].append(one)
    joined = {ends[0]}
    for end in ends[1:]:
        if end in joined:
            continue
        keys = _way(neighbours, end, joined)
        # The first leads from the first end as it is asked.
        keys = keys[::-1] if len(joined) == 1 else keys
        joined |= set(keys)
        yield Walked(sum(costs[frozenset(pair)] for pair in pairwise(keys)), tuple(keys))


def _way(neighbours: dict[int, list[int]], start: int, joined: set[int]) -> list[int]:
    """Return the only way of a tree from a thing to what is joined."""
    ways = [[start]]
    for way in ways:
        if way[-1] in joined:
            return way
        ways += [[*way, one] for one in neighbours[way[-1]] if one not in way[-2:-1]]
    raise ValueError("a tree that does not join its ends")
