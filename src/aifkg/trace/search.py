"""Search: the best simple paths between two ends, in order, by the cost of their steps.

Partial paths are lengthened best first, by what they cost and the least that the rest can cost. Of
paths that cost the same, the one with the smaller numbers comes first, so that an answer never
depends on when it is asked.

A path that passes all that a better one passes is a detour. Partial paths that are detours already
are not lengthened; where these are many, the search begins anew without what leads to no others.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from time import monotonic

import numpy as np

from aifkg.trace.bounds import bounds
from aifkg.trace.ends import End, direct
from aifkg.trace.network import Costs, Numbers
from aifkg.trace.straight import narrowed
from aifkg.trace.view import NEVER, View

_CHECKED_EVERY = 64
_PATIENCE = 64
"""How many partial paths may be detours before a search begins anew, four times as many each time:
beginning anew is never most of the work."""


_Found = tuple[int, tuple[int, ...]]
"""The cost of a path, and the keys of its inner things."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How far a search goes: partial paths that are looked at, and the time of its end."""

    most: int = 100_000
    deadline: float = float("inf")


@dataclass(frozen=True, slots=True)
class Walked:
    """A path: its cost, without what comes on top of each step, and the keys along it."""

    cost: int
    keys: tuple[int, ...]


@dataclass(slots=True)
class Search:
    """What was found, and whether a limit ended it before all of it was."""

    paths: list[Walked] = field(default_factory=list)
    looked_at: int = 0
    ended_by: str | None = None
    """`time` or `nodes`, where that limit ended the search."""


def best(
    view: View, start: End, finish: End, k: int, n: int, budget: Budget, *, detours: bool = False
) -> Search:
    """Return the `k` best simple paths of at most `n` steps, with or without detours."""
    search = Search()
    if detours:
        paths = _Steps(view, start, finish, n).in_order(search, budget)
    else:
        paths = _straight(view, start, finish, n, search, budget)
    for cost, path in paths:
        keys = (start.key, *path, finish.key)
        search.paths.append(Walked(cost - view.per_step * (len(path) + 1), keys))
        if len(search.paths) == k:
            break
    return search


def _straight(
    view: View, start: End, finish: End, n: int, search: Search, budget: Budget
) -> Iterator[_Found]:
    """Yield the cost and the inner things of each path that is no detour, the best first."""
    told: list[frozenset[int]] = []
    is_again, patience = False, _PATIENCE
    narrow: View | None = view
    while narrow is not None:
        steps = _Steps(narrow, start, finish, n)
        for cost, path in steps.in_order(search, budget, told, patience):
            if path:
                told.append(frozenset(path))
            elif is_again:
                continue
            yield cost, path
        if not steps.is_in_vain:
            return
        is_again, patience = True, 4 * patience
        narrow = narrowed(narrow, told, lambda one: _Steps(one, start, finish, n).leads)


@dataclass(frozen=True, slots=True)
class _Choices:
    """Where to go on from a thing, the best first: the whole cost ahead and that of one step."""

    ahead: Costs
    step: Costs
    to: Costs
    unmet: Costs


class _Steps:
    """Partial paths between two ends, in the order of what they may cost."""

    def __init__(self, view: View, start: End, finish: End, n: int) -> None:
        self._view = view
        self._start = start
        self._finish = finish
        self._n = n
        self._bounds = bounds(view, start, finish, n)
        self._choices: dict[tuple[int, int, int], _Choices] = {}
        self.is_in_vain = False
        """Whether the search was given up since too many partial paths were detours."""

    @property
    def leads(self) -> bool:
        """Whether more than a single step may lead to the end."""
        return bool((self._from_start().to != self._finish.key).any())

    def in_order(
        self,
        search: Search,
        budget: Budget,
        told: Sequence[frozenset[int]] = (),
        patience: int = 0,
    ) -> Iterator[_Found]:
        """Yield the cost and the inner things of each whole path, the best first.

        What passes all of one of `told`, which may grow, is a detour and left out, but for so many
        partial paths alone as `patience` says.
        """
        # cost ahead, path, cost so far, the choices it is one of, and its place among these
        heap: list[tuple[int, tuple[int, ...], int, _Choices, int]] = []
        self._push(heap, (), 0, self._from_start(), 0)
        while heap:
            _, path, so_far, choices, place = heapq.heappop(heap)
            search.looked_at += 1
            search.ended_by = _ended(search.looked_at, budget)
            if search.ended_by:
                return
            self._push(heap, path[:-1], so_far, choices, place + 1)
            passed = frozenset(path)
            if any(one <= passed for one in told):
                patience -= 1
                self.is_in_vain = patience < 0
                if self.is_in_vain:
                    return
                continue
            cost = so_far + int(choices.step[place])
            if path[-1] == self._finish.key:
                yield cost, path[:-1]
                continue
            unmet = int(choices.unmet[place])
            onward = self._from(path[-1], self._n - len(path), unmet)
            self._push(heap, path, cost, onward, 0)

    def _push(
        self,
        heap: list[tuple[int, tuple[int, ...], int, _Choices, int]],
        path: tuple[int, ...],
        so_far: int,
        choices: _Choices,
        place: int,
    ) -> None:
        """Put the next choice that comes back to nothing on the heap."""
        while place < len(choices.to) and int(choices.to[place]) in path:
            place += 1
        if place < len(choices.to):
            ahead = so_far + int(choices.ahead[place])
            heapq.heappush(heap, (ahead, (*path, int(choices.to[place])), so_far, choices, place))

    def _from_start(self) -> _Choices:
        """Return where to go from the start, the other end included."""
        unmet = self._view.all_met & ~self._start.meets
        if self._view.meets_thing is not None:
            unmet &= ~self._view.meets_thing[self._start.to]
        to, cost = self._start.to, self._start.cost
        found = direct(self._view, self._start, self._finish)
        whole = None if found is None or self._view.all_met & ~found[1] else found[0]
        return self._chosen(self._start.key, to, cost, unmet, self._n, whole)

    def _from(self, thing: int, left: int, unmet: int) -> _Choices:
        """Return where to go from a thing with so many steps left, the best first."""
        key = thing, left, unmet
        if key not in self._choices:
            # A last step leads to the end alone, and a hub has very many others.
            arcs = self._view.network.arcs_of(thing) if left > 1 else slice(0, 0)
            to, edge = self._view.network.target[arcs], self._view.network.edge[arcs]
            yet = np.full(len(to), unmet, dtype=np.int64)
            if self._view.meets_thing is not None and self._view.meets_edge is not None:
                yet &= ~(self._view.meets_thing[to] | self._view.meets_edge[edge])
            place = self._finish.way_to(thing)
            is_last = place is not None and unmet & ~int(self._finish.meets[place]) == 0
            whole = int(self._finish.cost[place]) if place is not None and is_last else None
            step = self._view.cost[edge]
            self._choices[key] = self._chosen(thing, to, step, yet, left, whole)
        return self._choices[key]

    def _chosen(
        self, thing: int, to: Numbers, step: Costs, unmet: Costs, left: int, whole: int | None
    ) -> _Choices:
        """Return choices in order: those from which the end can be reached, and the end itself."""
        ahead = np.full(len(to), NEVER, dtype=np.int64)
        if left > 1:
            ahead = step + self._bounds[left - 2].without(thing, unmet, to)
        is_near = ahead < NEVER
        columns = (ahead, step, to.astype(np.int64), unmet)
        found = np.stack([column[is_near] for column in columns])
        if whole is not None:
            found = np.append(found, [[whole], [whole], [self._finish.key], [0]], axis=1)
        # Sums are far below 2 ** 31, so that both stand in one number: a hub is sorted in no time.
        return _Choices(*found[:, np.argsort((found[0] << 32) + found[2])])


def _ended(looked_at: int, budget: Budget) -> str | None:
    if looked_at > budget.most:
        return "nodes"
    if looked_at % _CHECKED_EVERY == 1 and monotonic() > budget.deadline:
        return "time"
    return None
