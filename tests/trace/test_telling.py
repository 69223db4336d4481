"""Telling: each link of the graph is a step that rests on statements the graph holds."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, groupby

import pytest

from aifkg import Graph
from aifkg.trace import Question, Step, Thing, Tracer
from aifkg.trace.answer import Statement
from aifkg.trace.network import Network
from aifkg.trace.relation import plain
from aifkg.trace.telling import Link, step

LEAST_LINKS = 1_400
LEAST_OF_NODES = 200


def links(network: Network) -> Iterator[tuple[Link, Thing, Thing]]:
    things = [
        Thing(iri, label, "", "")
        for iri, label in zip(network.names.things, network.names.labels, strict=True)
    ]
    columns = network.links
    for place in range(len(columns)):
        start, end, node = (int(of[place]) for of in (columns.start, columns.end, columns.node))
        relation = network.relations[int(columns.relation[place])]
        standing = columns.nodes[node] if node >= 0 else None
        link = Link(things[start].iri, things[end].iri, relation, standing)
        yield link, things[start], things[end]


@pytest.fixture(scope="module")
def steps(tracer: Tracer) -> list[tuple[Link, Step, Step]]:
    """Every link of the graph, told in both directions."""
    return [
        (link, step(tracer.facts, [link], start, end), step(tracer.facts, [link], end, start))
        for link, start, end in links(tracer.network)
    ]


def test_every_link_is_told_in_both_directions(
    tracer: Tracer, steps: list[tuple[Link, Step, Step]]
) -> None:
    assert len(steps) == len(tracer.network.links) > LEAST_LINKS
    assert sum(link.node is not None for link, *_ in steps) > LEAST_OF_NODES
    for link, forward, backward in steps:
        for told, start, end in (
            (forward, forward.start, forward.end),
            (backward, backward.start, backward.end),
        ):
            assert told.sentence.startswith(start.label), link
            assert end.label in told.sentence, link
            assert told.label, link
            assert not set("{}[]|") & set(told.label), told.label
        assert (forward.start, forward.end) == (backward.end, backward.start)


def test_every_statement_that_ties_has_a_passage_or_a_rule(
    steps: list[tuple[Link, Step, Step]],
) -> None:
    for told in both(steps):
        ties = [one for one in told.statements if one.is_link]
        assert ties
        for one in told.statements:
            assert one.passages or one.rules, one
        passages = {iri for one in told.statements for iri in one.passages}
        own = [one for one in told.statements if told.node in (None, one.subject)]
        evidence, contrary = ({one.iri for one in of} for of in (told.evidence, told.contrary))
        assert evidence <= passages
        assert {iri for one in own for iri in one.passages} - evidence <= contrary
        for one in ties:
            assert one.rules or evidence & set(one.passages), one
        assert {one.iri for one in told.rules} == {iri for one in ties for iri in one.rules}


def test_who_speaks_of_the_post_alone_is_no_source_for_its_holder(
    steps: list[tuple[Link, Step, Step]],
) -> None:
    looked_at = 0
    for told in both(steps):
        ties = [one for one in told.statements if one.is_link]
        own = {iri for one in ties if one.subject == told.node for iri in one.passages}
        of_post = {iri for one in ties if one.subject != told.node for iri in one.passages}
        if told.node and of_post & own:
            looked_at += bool(of_post - own)
            of_more = {iri for one in told.statements if not one.is_link for iri in one.passages}
            assert {one.iri for one in told.evidence} <= own | of_more, told.sentence
    assert looked_at > 4


def test_what_ties_leads_from_one_end_to_the_other(steps: list[tuple[Link, Step, Step]]) -> None:
    for told in both(steps):
        joined = {told.start.iri}
        ties = [one for one in told.statements if one.is_link]
        for _ in ties:
            for one in ties:
                if joined & {one.subject, one.value}:
                    joined |= {one.subject, one.value}
        assert told.end.iri in joined, told
        assert told.node is None or told.node in joined


def test_both_directions_rest_on_the_same(steps: list[tuple[Link, Step, Step]]) -> None:
    for _, forward, backward in steps:
        assert ties(forward) == ties(backward)


def test_the_graph_holds_every_statement_of_every_step(
    real: Graph, steps: list[tuple[Link, Step, Step]]
) -> None:
    statements = {one for told in both(steps) for one in told.statements}
    held = [(one, graph) for one in statements for graph in (*one.passages, *one.rules)]
    assert len(held) > len(statements) > LEAST_LINKS
    for one in statements:
        assert real.query(f"ASK {{ {pattern(one)} }}") is True, one
    for one, graph in held:
        assert real.query(f"ASK {{ GRAPH <{graph}> {{ {pattern(one)} }} }}") is True, (one, graph)


def test_every_passage_is_of_a_source_with_a_title_and_a_place(
    real: Graph, steps: list[tuple[Link, Step, Step]]
) -> None:
    passages = {one for told in both(steps) for one in told.evidence}
    assert passages
    for one in passages:
        known = f"<{one.iri}> aif:passageOf <{one.source}> . <{one.source}> aif:title ?title"
        assert real.query(f"ASK {{ {known} }}") is True, one
        assert one.title
        assert one.title != one.source
        assert one.locator
        assert one.kind
        assert one.rank is not None
        assert one.published or one.available


def test_every_rule_has_a_name(steps: list[tuple[Link, Step, Step]]) -> None:
    rules = {one for told in both(steps) for one in told.rules}
    assert rules
    assert all(one.label and one.label != one.iri for one in rules)


def both(steps: list[tuple[Link, Step, Step]]) -> Iterator[Step]:
    return chain.from_iterable((forward, backward) for _, forward, backward in steps)


def ties(told: Step) -> set[Statement]:
    return {one for one in told.statements if one.is_link}


def pattern(one: Statement) -> str:
    if one.value.startswith("https://w3id.org/aifkg/id/"):
        return f"<{one.subject}> <{one.property}> <{one.value}>"
    quoted = one.value.replace("\\", "\\\\").replace('"', '\\"')
    return f'<{one.subject}> <{one.property}> ?value . FILTER (STR(?value) = "{quoted}")'


def test_what_the_graph_does_not_hold_cannot_be_told(tracer: Tracer) -> None:
    link, start, end = next(links(tracer.network))
    nowhere = plain("https://w3id.org/aifkg/ontology#nowhere", "", "")
    for missing in (
        Link(link.start, link.end, nowhere, None),
        Link(link.end, link.start, link.relation, link.node),
        Link(link.start, link.end, link.relation, start.iri),
    ):
        with pytest.raises(LookupError, match=f"the link of {missing.start} and {missing.end}"):
            step(tracer.facts, [missing], start, end)


def numbers_stated(real: Graph, step: Step, passage: str) -> set[str]:
    asked = f"SELECT ?n {{ GRAPH <{passage}> {{ <{step.node}> aif:amount ?n }} }}"
    return {str(row[0]) for row in real.query(asked)}  # type: ignore[union-attr]


def test_no_evidence_states_another_sum(real: Graph, steps: list[tuple[Link, Step, Step]]) -> None:
    compared, parted = 0, 0
    for told in both(steps):
        for sum_ in (one for one in told.statements if one.property.endswith("#amount")):
            for one in told.evidence:
                if one not in told.contrary:
                    assert numbers_stated(real, told, one.iri) <= {sum_.value}, told.sentence
                    compared += 1
            parted += bool(set(told.contrary) - set(told.evidence))
    assert compared > LEAST_OF_NODES
    assert parted > 0


def test_what_else_stands_at_an_end_is_told_with_the_sum(real: Graph) -> None:
    path, *_ = real.trace("Türkiye", "BSC AI Factory", k=1).paths
    (step,) = path.steps
    assert step.label == "is a source of money (contribution: 6,500,000 euro) for"
    (joint,) = (one for one in step.also if "23,100,000" in one.label)
    assert joint.label.startswith("together with Portugal and Romania is a source of money (")
    assert joint.node == "https://w3id.org/aifkg/id/commitment/bsc-partner-states"
    assert joint.term.endswith("#Commitment")
    assert joint.evidence
    assert all(one.title and one.locator for one in joint.evidence)
    assert all(numbers_stated(real, step, one.iri) <= {"23100000"} for one in joint.evidence)


def test_every_sum_names_all_who_give_and_get_it(steps: list[tuple[Link, Step, Step]]) -> None:
    shared = 0
    for link, forward, backward in steps:
        start, end = ({path} for path in (link.relation.forward.start, link.relation.forward.end))
        for told in (forward, backward):
            said = {
                ("subject" if one.value in (link.start, link.end) else "other", one.value)
                for one in told.statements
                if link.node == one.subject and (one.property.rpartition("#")[2],) in start | end
            }
            others = {value for which, value in said if which == "other"}
            is_shared = "together with " in told.label or told.label.endswith(" as well as")
            assert bool(others) == is_shared, told.sentence
            shared += is_shared
    assert shared > 20


def test_a_known_sum_is_told_before_one_that_is_not_stated(real: Graph) -> None:
    (step,) = real.trace("Digital Europe Programme", "First wave of AI factories", k=1).steps
    assert "750,000,000 euro" in step.label
    assert any("amount not stated" in one.label for one in step.also)


def test_dates_are_as_exact_as_the_source(
    real: Graph,
) -> None:
    (step,) = real.trace("Henna Virkkunen", "Finland", k=1).steps
    assert (step.first, step.last) == ("2008", "2011")
    dated = real.trace("Henna Virkkunen", "Finland", valid="2010").steps
    assert ("2008", "2011") in {(one.first, one.last) for one in dated}


def test_the_year_that_an_estimate_speaks_of_is_no_time_of_its_link(tracer: Tracer) -> None:
    links = tracer.network.links
    of_estimates = [
        place
        for place, relation in enumerate(tracer.network.relations)
        if relation.term.endswith("#Estimate")
    ]
    times = [
        int(until)
        for relation, until in zip(links.relation, links.until, strict=True)
        if relation in of_estimates
    ]
    assert times
    assert not any(times)


def test_passages_stand_by_the_kind_of_their_source_and_the_later_first(tracer: Tracer) -> None:
    germany, looked_at = "country:DEU", 0
    stops = [one for one in tracer.network.names.things if "/country/" not in one][:300]
    traces = (tracer.trace(Question((germany, stop), n=2)) for stop in stops)
    for one in (one for found in traces for one in found.steps):
        ranks = [passage.rank or 99 for passage in one.evidence]
        assert ranks == sorted(ranks)
        for _, of in groupby(one.evidence, key=lambda passage: passage.rank):
            days = [passage.published or passage.available or "" for passage in of]
            assert days == sorted(days, reverse=True)
            looked_at += len(days) > 1
    assert looked_at


def test_one_thing_that_ties_two_in_two_ways_is_told_once(tracer: Tracer) -> None:
    (step,) = tracer.trace(Question(("Draghi report", "European Union"), k=1)).paths[0].steps
    assert step.node is not None
    assert step.node not in {one.node for one in step.also}
    places = tracer.network.links
    at = [places.nodes[number] for number in places.node if number >= 0]
    assert at.count(step.node) > 1
