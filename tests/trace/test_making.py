"""Making: what a path says of its cost is what it was found by, and its steps are as asked."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import pairwise

import pytest

from aifkg.trace import Order, Path, Question, Trace, Tracer

SEED = 7
LEAST_TO_LOOK_AT = 100


def some(tracer: Tracer, ends: int, times: int) -> Iterator[tuple[str, ...]]:
    drawing = random.Random(SEED)
    for _ in range(times):
        yield tuple(drawing.sample(tracer.network.names.things, ends))


def told_cost(path: Path) -> float:
    return len(path.steps) + sum(one.cost for one in path.passed)


def parallel(tracer: Tracer) -> Iterator[tuple[str, str, str]]:
    """Yield things around each edge with several links, and the relation that costs most."""
    network = tracer.network
    links, things = network.links, network.names.things
    for edge in range(len(network.first_link) - 1):
        of = network.links_of(edge)
        dearest = max(of, key=lambda one: int(network.at_start[one] + network.at_end[one]))
        first, last = int(links.start[of[0]]), int(links.end[of[0]])
        before = [one for one in network.target[network.arcs_of(first)] if one != last]
        after = [one for one in network.target[network.arcs_of(last)] if one != first]
        if len(of) > 1 and before and after and before[0] != after[-1]:
            relation = network.relations[int(links.relation[dearest])].term
            yield things[before[0]], things[after[-1]], relation


@pytest.mark.parametrize("order", list(Order))
def test_a_cost_is_the_sum_of_steps_and_of_what_is_passed(tracer: Tracer, order: Order) -> None:
    paths = [
        path
        for ends in some(tracer, 2, 150)
        for path in tracer.trace(Question(ends, n=5, order=order)).paths
    ]
    assert len(paths) > LEAST_TO_LOOK_AT
    for path in paths:
        assert path.cost == pytest.approx(told_cost(path)), path.sentence
        assert path.score == round(1 / path.cost, 4)


def test_a_cost_adds_up_where_a_path_must_take_the_dearer_link(tracer: Tracer) -> None:
    looked_at = 0
    for start, end, relation in parallel(tracer):
        for path in tracer.trace(Question((start, end), n=3, via=(relation,))).paths:
            looked_at += 1
            assert path.cost == pytest.approx(told_cost(path)), path.sentence
            assert relation in {step.term for step in path.steps}
    assert looked_at > LEAST_TO_LOOK_AT


def test_the_costs_of_a_picture_add_up(tracer: Tracer) -> None:
    paths = [path for ends in some(tracer, 4, 60) for path in tracer.trace(Question(ends)).paths]
    assert len(paths) > LEAST_TO_LOOK_AT
    for path in paths:
        assert path.cost == pytest.approx(told_cost(path)), path.sentence


def test_paths_are_ranked_and_lead_from_end_to_end(tracer: Tracer) -> None:
    for ends in some(tracer, 2, 60):
        trace = tracer.trace(Question(ends, k=7, n=5))
        assert [path.rank for path in trace.paths] == list(range(1, len(trace.paths) + 1))
        assert [path.cost for path in trace.paths] == sorted(path.cost for path in trace.paths)
        for path in trace.paths:
            assert (path.things[0], path.things[-1]) == trace.ends
            assert all(one.end == other.start for one, other in pairwise(path.steps))
            assert 1 <= path.weakest.step <= len(path.steps)
            assert path.sentence == "; ".join(step.sentence for step in path.steps) + "."


def test_the_steps_of_a_picture_stand_once(tracer: Tracer) -> None:
    for ends in some(tracer, 5, 20):
        trace = tracer.trace(Question(ends))
        pairs = [
            frozenset((step.start.iri, step.end.iri)) for path in trace.paths for step in path.steps
        ]
        assert len(set(pairs)) == len(pairs) == len(trace.steps)


def relational(tracer: Tracer) -> list[str]:
    return list(tracer.network.links.nodes)


def test_a_thing_that_stands_for_a_link_can_be_an_end(tracer: Tracer) -> None:
    nodes, drawing = relational(tracer), random.Random(SEED)
    joined = 0
    for node in drawing.sample(nodes, 60):
        trace = tracer.trace(Question((node, "EuroHPC JU"), n=5))
        joined += bool(trace.paths)
        for path in trace.paths:
            assert path.cost == pytest.approx(told_cost(path)), path.sentence
            assert path.things[0].iri == node
            assert all(step.evidence or step.rules for step in path.steps)
    assert joined > len(nodes) // 10


def test_every_thing_that_stands_for_a_link_is_joined_with_what_it_names(tracer: Tracer) -> None:
    network = tracer.network
    links, things = network.links, network.names.things
    of = {int(node): place for place, node in enumerate(links.node) if node >= 0}
    drawing = random.Random(SEED)
    for node, place in drawing.sample(sorted(of.items()), 40):
        ends = things[int(links.start[place])], things[int(links.end[place])]
        picture = tracer.trace(Question((*ends, links.nodes[node])))
        assert picture.paths, picture.ends


def same(trace: Trace) -> tuple[object, ...]:
    return trace.ends, trace.paths, trace.explanation


def test_the_same_question_has_the_same_answer(tracer: Tracer) -> None:
    for ends in some(tracer, 2, 10):
        question = Question(ends, n=5, k=9)
        assert same(tracer.trace(question)) == same(tracer.trace(question))
