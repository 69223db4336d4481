"""Search: the paths of the documented formula, in its order, as trying all of them finds them."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import islice, pairwise

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aifkg.trace import Tracer
from aifkg.trace.ends import stop
from aifkg.trace.search import Budget, Search, best
from aifkg.trace.view import Limited, view
from tests.trace.drawn import Asked, Drawn, Limits, Row, ends, questions, tries

PAIRS = 60


def search(
    asked: Asked,
    k: int,
    n: int,
    *,
    by_length: bool = False,
    most: int = 10**6,
    detours: bool = True,
) -> Search:
    seen = view(
        asked.drawn.network(),
        asked.limits.limited(),
        asked.limits.requirements(),
        by_length=by_length,
    )
    start, finish = ends(seen, asked.stands)
    return best(seen, start, finish, k, n, Budget(most), detours=detours)


def found(search: Search) -> list[tuple[int, tuple[int, ...]]]:
    return [(walked.cost, walked.keys) for walked in search.paths]


@tries(250)
@given(questions(), st.integers(1, 12), st.integers(1, 6), st.booleans())
def test_the_best_paths_are_those_of_the_formula(
    asked: Asked, k: int, n: int, by_length: bool
) -> None:
    expected = asked.paths(n, by_length=by_length)[:k]
    assert found(search(asked, k, n, by_length=by_length)) == expected


def straight(paths: list[tuple[int, tuple[int, ...]]]) -> list[tuple[int, tuple[int, ...]]]:
    """Return the paths that do not pass all that a better one passes."""
    kept: list[tuple[int, tuple[int, ...]]] = []
    for cost, keys in paths:
        passed = [set(other[1:-1]) for _, other in kept]
        if not any(one and one <= set(keys[1:-1]) for one in passed):
            kept.append((cost, keys))
    return kept


@pytest.mark.parametrize("patience", [1, 64])
@tries(150)
@given(asked=questions(), k=st.integers(1, 12), n=st.integers(1, 6), by_length=st.booleans())
def test_a_path_that_passes_all_that_a_better_one_passes_is_not_told(
    patience: int, asked: Asked, k: int, n: int, by_length: bool
) -> None:
    expected = straight(asked.paths(n, by_length=by_length))[:k]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("aifkg.trace.search._PATIENCE", patience)
        assert found(search(asked, k, n, by_length=by_length, detours=False)) == expected


def test_a_single_step_makes_no_path_a_detour() -> None:
    rows = (Row(0, 3, 0), Row(0, 1, 0), Row(1, 3, 0), Row(1, 2, 0), Row(2, 3, 0))
    walks = search(line(*rows, things=4), 9, 4, detours=False).paths
    assert [walked.keys for walked in walks] == [(0, 3), (0, 1, 3)]


def test_detours_are_not_looked_for() -> None:
    """Very many ways lead from the start to the two things before the end."""
    crowd = [Row(one, other, 0) for one in range(8) for other in range(one)]
    asked = line(*crowd, Row(1, 8, 1), Row(8, 9, 1), things=10)
    told = search(asked, 50, 8, detours=False)
    assert found(told) == straight(asked.paths(8))
    assert 20 * told.looked_at < search(asked, 10**6, 8).looked_at


@tries(60)
@given(questions(), st.randoms(use_true_random=False))
def test_an_answer_is_the_same_again_and_whatever_the_order_of_links(
    asked: Asked, shuffling: random.Random
) -> None:
    rows = list(asked.drawn.rows)
    shuffling.shuffle(rows)
    shuffled = Asked(replace(asked.drawn, rows=tuple(rows)), asked.limits, asked.stands)
    first = search(asked, 8, 5)
    assert search(asked, 8, 5) == first
    assert search(shuffled, 8, 5) == first


def line(*rows: Row, things: int) -> Asked:
    return Asked(Drawn(things, rows), Limits(), [0, things - 1])


def test_of_parallel_links_the_cheapest_counts() -> None:
    common = [Row(1, other, 0) for other in (0, 2, 3)]
    asked = Asked(Drawn(4, (*common, Row(1, 2, 1))), Limits(), [0, 2])
    # The thing between has three neighbours, all by one relation and one of them by another too.
    assert found(search(asked, 1, 2)) == [(2000 + 1099 + 549, (0, 1, 2))]


def test_a_link_of_a_thing_to_itself_is_no_neighbour() -> None:
    rows = (Row(0, 1, 0), Row(1, 1, 0), Row(1, 2, 1))
    assert found(search(line(*rows, things=3), 5, 5)) == [(2000 + 2 * 347, (0, 1, 2))]


def test_equal_costs_come_in_the_order_of_what_is_passed() -> None:
    rows = [Row(start, end, 0) for middle in (3, 1, 2) for start, end in ((0, middle), (middle, 4))]
    walks = search(line(*rows, things=5), 9, 4).paths
    assert [walked.keys for walked in walks] == [(0, 1, 4), (0, 2, 4), (0, 3, 4)]
    assert len({walked.cost for walked in walks}) == 1


def test_a_network_without_links_has_no_paths() -> None:
    assert search(line(things=2), 5, 8) == Search()


def complete(things: int) -> Asked:
    rows = [Row(one, other, 0) for one in range(things) for other in range(one)]
    return line(*rows, things=things)


def test_a_spent_budget_ends_with_what_was_found() -> None:
    whole, cut = search(complete(9), 50, 6), search(complete(9), 50, 6, most=30)
    assert (whole.ended_by, cut.ended_by) == (None, "nodes")
    assert 0 < len(cut.paths) < len(whole.paths)
    assert cut.paths == whole.paths[: len(cut.paths)]
    assert cut.looked_at == 31


def test_a_deadline_in_the_past_ends_at_once() -> None:
    asked = complete(9)
    seen = view(asked.drawn.network(), Limited())
    start, finish = ends(seen, asked.stands)
    assert best(seen, start, finish, 50, 6, Budget()).paths
    cut = best(seen, start, finish, 50, 6, Budget(deadline=0.0))
    assert cut == Search([], 1, "time")


def test_a_deadline_that_passes_on_the_way_ends_with_what_was_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = complete(9)
    seen = view(asked.drawn.network(), Limited())
    start, finish = ends(seen, asked.stands)
    whole = best(seen, start, finish, 50, 6, Budget(), detours=True)
    ticks = iter((0.0, 2.0))
    monkeypatch.setattr("aifkg.trace.search.monotonic", lambda: next(ticks))
    cut = best(seen, start, finish, 50, 6, Budget(deadline=1.0), detours=True)
    assert cut.ended_by == "time"
    assert 0 < len(cut.paths) < len(whole.paths)
    assert cut.paths == whole.paths[: len(cut.paths)]


@pytest.fixture(scope="module")
def graph(tracer: Tracer) -> nx.Graph:
    links = tracer.network.links
    graph = nx.Graph(zip(links.start.tolist(), links.end.tolist(), strict=True))
    graph.add_nodes_from(range(len(tracer.network)))
    return graph


def pairs(graph: nx.Graph) -> list[tuple[int, int]]:
    largest: set[int] = max(nx.connected_components(graph), key=len)
    drawing = random.Random(5)
    drawn = (drawing.sample(sorted(largest), 2) for _ in range(PAIRS))
    return [(one, other) for one, other in drawn]


def test_shortest_paths_are_as_long_as_those_of_networkx(tracer: Tracer, graph: nx.Graph) -> None:
    k, n = 8, 6
    seen = view(tracer.network, Limited(), by_length=True)
    for one, other in pairs(graph):
        walks = best(seen, stop(seen, one), stop(seen, other), k, n, Budget(), detours=True).paths
        expected = list(islice(nx.shortest_simple_paths(graph, one, other), k))
        lengths = [len(path) - 1 for path in expected if len(path) - 1 <= n]
        assert [len(walked.keys) - 1 for walked in walks] == lengths, (one, other)
        assert len({walked.keys for walked in walks}) == len(walks)
        for walked in walks:
            assert nx.is_simple_path(graph, walked.keys)


def test_all_shortest_paths_are_found(tracer: Tracer, graph: nx.Graph) -> None:
    seen = view(tracer.network, Limited(), by_length=True)
    for one, other in pairs(graph):
        expected = {tuple(path) for path in nx.all_shortest_paths(graph, one, other)}
        steps = len(next(iter(expected))) - 1
        walks = best(
            seen, stop(seen, one), stop(seen, other), 10_000, steps, Budget(), detours=True
        ).paths
        assert {walked.keys for walked in walks} == expected


def test_paths_go_back_over_the_same_things(tracer: Tracer, graph: nx.Graph) -> None:
    seen = view(tracer.network, Limited())
    for one, other in pairs(graph)[:20]:
        walks = best(
            seen, stop(seen, one), stop(seen, other), 10_000, 4, Budget(), detours=True
        ).paths
        back = best(
            seen, stop(seen, other), stop(seen, one), 10_000, 4, Budget(), detours=True
        ).paths
        assert {(walked.cost, walked.keys[::-1]) for walked in walks} == {
            (walked.cost, walked.keys) for walked in back
        }


def test_a_path_takes_steps_that_are_there(tracer: Tracer, graph: nx.Graph) -> None:
    seen = view(tracer.network, Limited())
    for one, other in pairs(graph)[:20]:
        for walked in best(
            seen, stop(seen, one), stop(seen, other), 50, 6, Budget(), detours=True
        ).paths:
            assert all(graph.has_edge(*pair) for pair in pairwise(walked.keys))
