"""Explaining: why there is no path: how far each side reached, where they meet, what to ask."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from aifkg.trace import reasons, undated
from aifkg.trace.answer import Explanation, Reached
from aifkg.trace.ends import End, direct
from aifkg.trace.meaning import Meaning, Meant
from aifkg.trace.network import Costs, Mask, Numbers
from aifkg.trace.question import MOST_STEPS, Question
from aifkg.trace.search import Budget, best
from aifkg.trace.view import NEVER, Limited, View

_FAR = np.iinfo(np.int32).max
_MOST_NEAREST = 3


def explain(
    meaning: Meaning,
    view: View,
    limited: Limited,
    meant: Sequence[Meant],
    ends: Sequence[End],
    question: Question,
    budget: Budget,
    ended_by: str | None,
) -> tuple[Explanation, str | None]:
    """Return why no path of at most `n` steps was found, and the limit that ended a search.

    A picture has no such limit of steps.
    """
    distances = _distances(view, ends, question.n)
    reached = tuple(
        Reached(one.thing.iri, _counts(far, question.n))
        for one, far in zip(meant, distances, strict=True)
    )
    needed, nearest = _nearest(view, distances, ends) if len(ends) == 2 else (None, [])
    is_joined = needed is not None
    if is_joined and view.required and not ended_by:
        needed, nearest, ended_by = _as_required(view, ends, question.n, budget)
    half_way = [meaning.thing(number).label for number in nearest]
    links, things = _left_out(view, limited)
    names = [one.thing.label for one in meant]
    told = (
        reasons.why(names, question.n, needed, half_way, ended_by, is_joined=is_joined),
        reasons.left_out(question, links, things),
        undated.left_out(question, _undated(view), len(view.network.links)),
        reasons.required(question),
        *(reasons.reach(name, of.counts) for name, of in zip(names, reached, strict=True)),
    )
    text = " ".join(filter(None, told))
    iris = tuple(meaning.thing(number).iri for number in nearest)
    return Explanation(text, reached, links, things, iris, needed), ended_by


def _distances(view: View, ends: Sequence[End], n: int) -> list[Numbers]:
    """Return how far each thing is from each end, as far as is asked and until two ends meet.

    What is further away changes no answer, and may be most of a large network.
    """
    sides = [_Side(view, end, ends) for end in ends]
    for side in sides:
        side.go(n)
    while len(sides) == 2 and not _is_settled(*sides):
        for side in sides:
            side.go(1)
    return [side.far for side in sides]


class _Side:
    """How many steps each thing is away from an end, other ends not passed through."""

    def __init__(self, view: View, end: End, ends: Sequence[End]) -> None:
        self._view = view
        self._is_end = np.zeros(len(view.network), dtype=bool)
        self._is_end[[one.key for one in ends if one.is_stop]] = True
        self._frontier = end.to
        self.steps = 0
        self.far = np.full(len(view.network), _FAR, dtype=np.int32)
        if end.is_stop:
            self.far[end.key] = 0

    @property
    def is_over(self) -> bool:
        """Whether all that is ever reached was reached."""
        return not len(self._frontier)

    @property
    def inner(self) -> Costs:
        """How far the things are that are no ends."""
        return np.where(self._is_end, _FAR, self.far.astype(np.int64))

    def go(self, steps: int) -> None:
        """Go so many steps further."""
        for _ in range(steps):
            self.steps += 1
            is_looked_at = self._view.is_open[self._frontier] | self._is_end[self._frontier]
            is_new = (self.far[self._frontier] == _FAR) & is_looked_at
            self.far[self._frontier[is_new]] = self.steps
            reached = np.flatnonzero(self.far == self.steps).astype(np.int32)
            self._frontier = _neighbours(self._view, reached[~self._is_end[reached]])


def _is_settled(first: _Side, second: _Side) -> bool:
    """Whether it is known how many steps join two ends, and by way of what half-way."""
    needed = int((first.inner + second.inner).min(initial=_FAR))
    if needed >= _FAR:
        return first.is_over or second.is_over
    return all(side.is_over or 2 * side.steps >= needed for side in (first, second))


def _neighbours(view: View, things: Numbers) -> Numbers:
    network = view.network
    arcs, _ = network.arcs_of_all(things)
    is_used = view.cost[network.edge[arcs]] < NEVER
    found: Numbers = network.target[arcs[is_used]]
    return found


def _counts(far: Numbers, n: int) -> tuple[int, ...]:
    return tuple(int(np.count_nonzero(far == steps)) for steps in range(1, n + 1))


def _nearest(
    view: View, distances: Sequence[Numbers], ends: Sequence[End]
) -> tuple[int | None, list[int]]:
    """Return how many steps join two ends, and the things half-way, if any do."""
    first, second = (far.astype(np.int64) for far in distances)
    if direct(view, ends[0], ends[1]) is not None:
        return 1, []
    keys = [one.key for one in ends if one.is_stop]
    first[keys] = second[keys] = _FAR
    both = first + second
    needed = int(both.min(initial=_FAR))
    if needed >= _FAR:
        return None, []
    middle = np.flatnonzero((both == needed) & (np.abs(first - second) <= 1))
    return needed, [int(one) for one in middle[:_MOST_NEAREST]]


def _as_required(
    view: View, ends: Sequence[End], n: int, budget: Budget
) -> tuple[int | None, list[int], str | None]:
    """Return how many steps more than `n` meet what is required, and the thing half-way.

    The last is the limit that ended the search for that, if one did.
    """
    for steps in range(n + 1, MOST_STEPS + 1):
        found = best(view, ends[0], ends[1], 1, steps, budget)
        for walked in found.paths:
            return steps, [walked.keys[steps // 2]], None
        if found.ended_by:
            return None, [], found.ended_by
    return None, [], None


def _left_out(view: View, limited: Limited) -> tuple[int, int]:
    is_asked = view.is_used is not None and limited.is_asked
    links = int(np.count_nonzero(~view.is_used)) if is_asked and view.is_used is not None else 0
    return links, int(np.count_nonzero(_closed(view, limited)))


def _undated(view: View) -> int:
    return int(np.count_nonzero(view.network.links.until == 0))


def _closed(view: View, limited: Limited) -> Mask:
    is_named: Mask = ~view.is_open
    return is_named if limited.things or limited.kinds else np.zeros(0, dtype=bool)
