"""Explaining: what is said where no path is found is so: how far, where they meet, what to ask."""

from __future__ import annotations

from collections import Counter
from typing import cast

import networkx as nx
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from aifkg.trace import Explanation, Question, Thing, Tracer
from aifkg.trace.explaining import explain
from aifkg.trace.meaning import Meaning, Meant
from aifkg.trace.question import MOST_STEPS
from aifkg.trace.search import Budget, best
from aifkg.trace.view import view
from tests.trace.drawn import Asked, Drawn, Limits, Row, Touched, ends, questions, tries


class Numbered:
    """A meaning that calls things by their numbers."""

    def thing(self, number: int) -> Thing:
        return Thing(str(number), f"thing {number}", "", "")


def explained(asked: Asked, n: int, ended_by: str | None = None) -> Explanation:
    limited = asked.limits.limited()
    seen = view(asked.drawn.network(), limited, asked.limits.requirements())
    meaning = cast(Meaning, Numbered())
    meant = [Meant(meaning.thing(key), key) for key in asked.keys]
    question = Question(tuple(map(str, asked.keys)), n=n)
    budget = Budget()
    stands = ends(seen, asked.stands)
    return explain(meaning, seen, limited, meant, stands, question, budget, ended_by)[0]


def finds(asked: Asked, n: int) -> bool:
    seen = view(asked.drawn.network(), asked.limits.limited(), asked.limits.requirements())
    start, finish = ends(seen, asked.stands)
    return bool(best(seen, start, finish, 1, n, Budget()).paths)


@tries(150)
@given(questions(required=(0,)), st.integers(1, 3))
def test_the_steps_that_are_needed_are_those_of_the_shortest_path(asked: Asked, n: int) -> None:
    assume(not finds(asked, n))
    graph = asked.graph()
    needed = explained(asked, n).needed_steps
    if not nx.has_path(graph, *asked.keys):
        assert needed is None
        return
    assert needed == nx.shortest_path_length(graph, *asked.keys)
    assert needed is not None
    if needed <= MOST_STEPS:
        assert finds(asked, needed)


@tries(100)
@given(questions(most_things=7, required=(1, 2)), st.integers(1, 3))
def test_the_steps_that_are_needed_are_enough_for_what_is_required(asked: Asked, n: int) -> None:
    assume(not finds(asked, n))
    needed = explained(asked, n).needed_steps
    lengths = [len(keys) - 1 for _, keys in asked.paths(MOST_STEPS)]
    assert needed == min(lengths, default=None)


@tries(100)
@given(questions(required=(0,)), st.integers(1, 4))
def test_what_is_reached_is_what_a_breadth_first_search_reaches(asked: Asked, n: int) -> None:
    graph = asked.graph()
    for key, other, reached in zip(
        asked.keys, reversed(asked.keys), explained(asked, n).reached, strict=True
    ):
        # Paths end at the other end, so that nothing is reached by way of it.
        ahead = nx.DiGraph(graph)
        ahead.remove_edges_from(list(ahead.out_edges(other)))
        counts = Counter(nx.single_source_shortest_path_length(ahead, key).values())
        if min(asked.keys) >= 0:
            assert reached.counts == tuple(counts[steps] for steps in range(1, n + 1))


LINE = Drawn(7, tuple(Row(one, one + 1, 0) for one in range(6)))


def test_where_more_steps_are_needed_it_says_how_many_and_where_the_two_meet() -> None:
    told = explained(Asked(LINE, Limits(), [0, 6]), 4)
    assert (told.needed_steps, told.nearest) == (6, ("3",))
    assert told.text.startswith(
        "No path of at most 4 steps joins thing 0 and thing 6; the nearest takes 6, "
        "by way of thing 3. Allow 6 steps (n=6)."
    )
    assert told.text.endswith(
        "In 1, 2, 3 and 4 steps thing 0 reaches 1, 1, 1 and 1 things. "
        "In 1, 2, 3 and 4 steps thing 6 reaches 1, 1, 1 and 1 things."
    )


def test_where_too_many_steps_are_needed_it_says_what_is_allowed() -> None:
    long = Drawn(11, tuple(Row(one, one + 1, 0) for one in range(10)))
    told = explained(Asked(long, Limits(), [0, 10]), 8)
    assert told.needed_steps == 10
    assert "no more than 8 can be asked for." in told.text


def test_what_nothing_joins_is_said() -> None:
    told = explained(Asked(Drawn(4, (Row(0, 1, 0), Row(2, 3, 0))), Limits(), [0, 3]), 4)
    assert (told.needed_steps, told.nearest) == (None, ())
    assert "Nothing that is looked at joins thing 0 and thing 3" in told.text
    assert [one.counts for one in told.reached] == [(1, 0, 0, 0), (1, 0, 0, 0)]
    assert "In 1 step thing 0 reaches 1 thing, and nothing in more." in told.text


@pytest.mark.parametrize(
    ("limits", "links", "things"),
    [
        (Limits(things=frozenset((3,))), 0, 1),
        (Limits(kinds=frozenset((1,))), 0, 2),
        (Limits(relations=frozenset((0,))), 6, 0),
        (Limits(is_timed=True, keeps_undated=False), 6, 0),
    ],
    ids=["thing", "kind", "relation", "time"],
)
def test_what_is_left_out_and_cuts_everything_is_counted(
    limits: Limits, links: int, things: int
) -> None:
    told = explained(Asked(LINE, limits, [0, 6]), 8)
    assert (told.left_out_links, told.left_out_things) == (links, things)
    assert (told.needed_steps, told.nearest) == (None, ())
    assert "Nothing that is looked at joins" in told.text
    counts = [f"{links} links"] if links else [f"{things} thing{'s' if things > 1 else ''}"]
    assert f" {counts[0]} {'is' if links + things == 1 else 'are'} left out" in told.text
    assert "0 links" not in told.text
    assert " 0 things" not in told.text


def test_a_thing_to_avoid_is_not_where_two_meet() -> None:
    detour = Drawn(6, (Row(0, 1, 0), Row(1, 2, 0), *(Row(a, b, 0) for a, b in DETOUR)))
    told = explained(Asked(detour, Limits(things=frozenset((1,))), [0, 2]), 2)
    assert told.needed_steps == 4
    assert told.nearest == ("4",)


DETOUR = ((0, 3), (3, 4), (4, 5), (5, 2))


def test_where_the_way_through_what_is_required_is_longer_it_says_so() -> None:
    detour = Drawn(6, (Row(0, 1, 0), Row(1, 2, 0), *(Row(a, b, 0) for a, b in DETOUR)))
    through = Limits(required=(Touched(frozenset((4,))),))
    told = explained(Asked(detour, through, [0, 2]), 2)
    assert told.needed_steps == 4
    assert "Allow 4 steps (n=4)." in told.text


@pytest.mark.parametrize("rows", [(Row(0, 1, 0), Row(1, 2, 0)), (Row(0, 2, 0),)])
def test_where_nothing_leads_through_what_is_required_it_does_not_say_that_nothing_joins(
    rows: tuple[Row, ...],
) -> None:
    through = Limits(required=(Touched(frozenset((3,))),))
    told = explained(Asked(Drawn(4, rows), through, [0, 2]), 2)
    assert told.needed_steps is None
    assert told.text.startswith("No path of at most 2 steps joins thing 0 and thing 2 as asked.")


def test_a_picture_that_cannot_be_is_not_a_matter_of_steps() -> None:
    told = explained(Asked(Drawn(8, LINE.rows), Limits(), [0, 6, 7]), 2)
    assert told.needed_steps is None
    assert told.text.startswith("Nothing that is looked at joins thing 0, thing 6 and thing 7")


def test_a_search_that_was_ended_knows_no_reason() -> None:
    told = explained(Asked(LINE, Limits(), [0, 6]), 8, "time")
    assert told.text.startswith("The search ended at its limit of time before")


def test_the_number_of_steps_that_is_named_gives_a_path(tracer: Tracer) -> None:
    question = Question(("Mario Draghi", "MareNostrum 5"), n=1)
    told = tracer.trace(question).explanation
    assert told is not None
    assert told.needed_steps is not None
    assert told.nearest
    again = tracer.trace(Question(question.ends, n=told.needed_steps))
    assert {len(path.steps) for path in again.paths} == {told.needed_steps}
    assert tracer.trace(Question(question.ends, n=told.needed_steps - 1)).paths == ()


def test_where_links_without_a_date_are_left_out_it_says_how_many(tracer: Tracer) -> None:
    question = Question(("Mario Draghi", "MareNostrum 5"), valid="2024", undated=False, n=1)
    told = tracer.trace(question).explanation
    links = tracer.network.links
    none = int((links.until == 0).sum())
    assert told is not None
    assert (
        f"Most links, {none:,} of {len(links):,}, have no known date and are left out: ask with "
        "undated=yes; /as-of/<day> shows the graph as it was known then."
    ) in told.text
    kept = tracer.trace(Question(question.ends, valid="1900", n=1)).explanation
    assert kept is not None
    assert "no known date" not in kept.text
