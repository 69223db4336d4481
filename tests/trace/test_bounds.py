"""Bounds: never more than what is left of a path, and little is looked at for them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from aifkg.trace.bounds import bounds
from aifkg.trace.search import Budget, best
from aifkg.trace.view import Limited, view
from tests.trace.drawn import Asked, Drawn, Row, ends, questions, tries

SPOKES = 500


@tries(120)
@given(questions(), st.integers(1, 6))
def test_what_is_left_of_a_path_never_costs_less_than_its_bound(asked: Asked, n: int) -> None:
    seen = view(asked.drawn.network(), asked.limits.limited(), asked.limits.requirements())
    start, finish = ends(seen, asked.stands)
    found = bounds(seen, start, finish, n)
    for _, keys in asked.paths(n):
        for place in range(1, len(keys) - 1):
            left = sum(asked.cost(*pair) for pair in pairwise(keys[place:]))
            came_from, thing = keys[place - 1], np.array([keys[place]])
            assert found[n - place - 1].without(came_from, 0, thing) <= left


def hub() -> Drawn:
    """Return a hub with many neighbours, one of them the start, one the end."""
    spokes = [Row(0, one, 0) for one in range(1, SPOKES)]
    pairs = [Row(one, one + 1, 1) for one in range(3, SPOKES - 1, 2)]
    return Drawn(SPOKES, (*spokes, *pairs))


def test_neighbours_of_a_hub_are_not_looked_at_for_ways_back_through_it() -> None:
    seen = view(hub().network(), Limited())
    start, finish = ends(seen, (1, 2))
    search = best(seen, start, finish, 5, 4, Budget())
    assert [walked.keys for walked in search.paths] == [(1, 0, 2)]
    assert search.looked_at < 10
