"""Picture: the cheapest tree of three to six ends, as trying all trees finds it."""

from __future__ import annotations

from itertools import pairwise

import networkx as nx
from hypothesis import given

from aifkg.trace.picture import picture
from aifkg.trace.search import Budget, Search
from aifkg.trace.view import view
from tests.trace.drawn import Asked, Drawn, Limits, Row, ends, questions, tries


def draw(asked: Asked, *, by_length: bool = False, deadline: float = float("inf")) -> Search:
    seen = view(asked.drawn.network(), asked.limits.limited(), by_length=by_length)
    return picture(seen, ends(seen, asked.stands), Budget(deadline=deadline))


def edges(search: Search) -> list[frozenset[int]]:
    return [frozenset(pair) for walked in search.paths for pair in pairwise(walked.keys)]


@tries(150)
@given(questions(3, 5, most_things=9, required=(0,)))
def test_a_picture_is_the_cheapest_tree(asked: Asked) -> None:
    drawn = draw(asked)
    cheapest = asked.cheapest_tree()
    if cheapest is None:
        assert not drawn.paths
        return
    assert sum(walked.cost for walked in drawn.paths) == cheapest
    tree = nx.Graph(map(tuple, edges(drawn)))
    assert len(edges(drawn)) == len(set(edges(drawn))), "an edge stands twice"
    assert nx.is_tree(tree)
    assert set(asked.keys) <= set(tree)
    assert sum(asked.cost(*edge) for edge in tree.edges) == cheapest


@tries(50)
@given(questions(3, 5, most_things=9, required=(0,)))
def test_a_picture_by_length_has_the_fewest_steps(asked: Asked) -> None:
    fewest = Asked(asked.drawn, asked.limits, asked.stands)
    fewest.cost = lambda one, other: 1  # type: ignore[method-assign]
    assert len(edges(draw(asked, by_length=True))) == (fewest.cheapest_tree() or 0)


def test_paths_of_a_picture_begin_at_an_end_and_lead_to_what_is_joined() -> None:
    star = tuple(Row(0, one, 0) for one in range(1, 5))
    drawn = draw(Asked(Drawn(5, star), Limits(), [1, 2, 3, 4]))
    assert [walked.keys for walked in drawn.paths] == [(1, 0, 2), (3, 0), (4, 0)]


def test_a_picture_passes_through_a_thing_of_a_relational_class() -> None:
    asked = Asked(Drawn(3, (Row(0, 2, 0),)), Limits(), [0, (0, 1), 1])
    assert {frozenset((0, -2)), frozenset((-2, 1))} == set(edges(draw(asked)))


def test_a_deadline_in_the_past_ends_a_picture() -> None:
    star = tuple(Row(0, one, 0) for one in range(1, 5))
    drawn = draw(Asked(Drawn(5, star), Limits(), [1, 2, 3, 4]), deadline=0.0)
    assert (drawn.paths, drawn.ended_by) == ([], "time")
