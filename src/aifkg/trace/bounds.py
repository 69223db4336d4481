"""Bounds: the least that it can cost to get from a thing to the end of a search.

There is one for each thing and number of steps. A hub's neighbours are many, and the cheapest way
on from most of them is back through the hub, which no path takes: so each bound has a second, by
another next thing than the first. Paths of four steps or fewer are bounded exactly by the two.

Bounds are made where both ends meet: those of few steps for what the one end reaches, those of many
steps for what the other reaches, so that most of a large network is never looked at.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aifkg.trace.ends import End
from aifkg.trace.network import Costs, Numbers
from aifkg.trace.view import NEVER, View

Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Bound:
    """The bounds for one number of steps, a row for each set of bits that are yet to be met."""

    first: Costs
    next: Numbers
    """By which thing the first bound goes."""
    second: Costs
    """What it costs at least by any other."""

    def without(self, thing: int | Numbers, unmet: int | Costs, at: Numbers) -> Costs:
        """Return the bounds of things for ways whose next is not a certain thing."""
        is_back = self.next[unmet, at] == thing
        found: Costs = np.where(is_back, self.second[unmet, at], self.first[unmet, at])
        return found

    def reached(self) -> Numbers:
        """Return the things from which the end is reached."""
        return np.flatnonzero((self.first < NEVER).any(axis=0)).astype(np.int32)


def bounds(view: View, start: End, finish: End, n: int) -> list[Bound]:
    """Return the bounds for at most 1, 2, … `n` - 1 steps, each for what it is asked of."""
    making = _Making(view, start, finish)
    found, front = [making.nearest], making.inner(start.to)
    ahead: list[Numbers] = []
    while (missing := n - 1 - len(found) - len(ahead)) > 0:
        behind = found[-1].reached()
        if making.arcs(behind) <= making.arcs(front):
            found.append(making.backwards(found[-1], behind))
            continue
        ahead.append(front)
        if missing > 1:
            front = making.beyond(front)
    for things in reversed(ahead):
        found.append(making.forwards(found[-1], things))
    return found


class _Making:
    """Makes the bounds of one search."""

    def __init__(self, view: View, start: End, finish: End) -> None:
        self._view = view
        self._finish = finish
        self._is_inner = view.is_open.copy()
        self._is_inner[[end.key for end in (start, finish) if end.is_stop]] = False
        self.nearest = self._nearest()
        """The bounds for one step."""

    def inner(self, things: Numbers) -> Numbers:
        """Return those that may be passed through."""
        return things[self._is_inner[things]]

    def arcs(self, things: Numbers) -> int:
        """Return how many arcs leave from things."""
        row = self._view.network.row
        return int((row[things + 1] - row[things]).sum())

    def beyond(self, things: Numbers) -> Numbers:
        """Return the things that are one step further."""
        network = self._view.network
        is_next = np.zeros(len(network), dtype=bool)
        is_next[network.target[network.arcs_of_all(things)[0]]] = True
        return np.flatnonzero(is_next & self._is_inner).astype(np.int32)

    def backwards(self, bound: Bound, behind: Numbers) -> Bound:
        """Return the bounds for one step more, from what has one already."""
        network = self._view.network
        if 2 * self.arcs(behind) > len(network.target):
            return self.forwards(bound, np.flatnonzero(self._is_inner).astype(np.int32))
        arcs, counts = network.arcs_of_all(behind)
        of = network.target[arcs]
        is_kept = self._is_inner[of]
        of, by, edge = of[is_kept], np.repeat(behind, counts)[is_kept], network.edge[arcs[is_kept]]
        order = np.argsort(of)
        return self._further(bound, of[order], by[order], edge[order])

    def forwards(self, bound: Bound, things: Numbers) -> Bound:
        """Return the bounds for one step more, for some things alone."""
        network = self._view.network
        arcs, counts = network.arcs_of_all(things)
        return self._further(
            bound, np.repeat(things, counts), network.target[arcs], network.edge[arcs]
        )

    def _nearest(self) -> Bound:
        view, finish = self._view, self._finish
        shape = view.all_met + 1, len(view.network)
        first = np.full(shape, NEVER, dtype=np.int64)
        for unmet in range(len(first)):
            is_met = unmet & ~finish.meets == 0
            first[unmet, finish.to[is_met]] = finish.cost[is_met]
        first[:, ~self._is_inner] = NEVER
        return Bound(first, np.full(shape, finish.key, dtype=np.int32), np.full_like(first, NEVER))

    def _further(self, bound: Bound, of: Numbers, by: Numbers, edge: Numbers) -> Bound:
        """Return the bounds for one step more by these arcs, which are sorted by where they leave.

        By one step alone the end is still reached, too.
        """
        near = self.nearest
        made = Bound(near.first.copy(), near.next.copy(), near.second.copy())
        begins = np.flatnonzero(np.diff(of, prepend=-1))
        if not len(begins):
            return made
        at, step = of[begins], self._view.cost[edge]
        for unmet in range(len(made.first)):
            yet = self._yet(unmet, by, edge)
            ahead = np.minimum(step + bound.without(of, yet, by), NEVER)
            first, least = _least(ahead, begins)
            second, _ = _least(_but(ahead, least), begins)
            last = near.first[unmet, at]
            is_last = last <= first
            made.first[unmet, at] = np.minimum(last, first)
            made.next[unmet, at] = np.where(is_last, self._finish.key, by[least])
            made.second[unmet, at] = np.where(is_last, first, np.minimum(last, second))
        return made

    def _yet(self, unmet: int, by: Numbers, edge: Numbers) -> int | Costs:
        """Return what is yet to be met after each arc."""
        view = self._view
        if view.meets_thing is None or view.meets_edge is None:
            return unmet
        return unmet & ~(view.meets_thing[by] | view.meets_edge[edge])


def _least(costs: Costs, begins: Places) -> tuple[Costs, Places]:
    """Return the least cost of each group, and the place of the first that costs it."""
    least: Costs = np.minimum.reduceat(costs, begins)
    sizes = np.diff(begins, append=len(costs))
    found = np.flatnonzero(costs == np.repeat(least, sizes))
    group = np.searchsorted(found, begins)
    return least, found[group]


def _but(costs: Costs, places: Places) -> Costs:
    left = costs.copy()
    left[places] = NEVER
    return left
