"""Tracing: questions about the graph, from words to paths, within limits."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from aifkg import Graph
from aifkg.trace import Question, QuestionError, Tracer, tracing
from aifkg.trace.formats.noting import notes
from tests import small

DRAGHI, MARENOSTRUM = "Mario Draghi", "MareNostrum 5"


def test_what_was_found_before_the_time_was_over_is_answered(
    tracer: Tracer, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = Question((DRAGHI, MARENOSTRUM), k=50, n=8)
    whole = tracer.trace(question)
    ticks = iter((0.0, float("inf")))
    monkeypatch.setattr("aifkg.trace.search.monotonic", lambda: next(ticks))
    cut = tracer.trace(question, seconds=1.0)
    assert (whole.limits.ended_by, cut.limits.ended_by) == (None, "time")
    assert 0 < len(cut.paths) < len(whole.paths) == 50
    assert cut.paths == whole.paths[: len(cut.paths)]
    assert cut.explanation is None


def test_what_passes_all_of_a_better_path_is_told_if_asked_for(tracer: Tracer) -> None:
    question = Question(("Henna Virkkunen", "LUMI AI Factory"), k=9)
    straight = [path.things for path in tracer.trace(question).paths]
    every = [path.things for path in tracer.trace(replace(question, detours=True)).paths]
    assert any(set(every[0]) < set(one) for one in every[1:])
    for one, other in permutations(straight, 2):
        assert len(other) == 2 or not set(other) <= set(one)


def test_what_was_found_before_too_much_was_looked_at_is_answered(
    tracer: Tracer, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = Question((DRAGHI, MARENOSTRUM), k=50, n=8)
    whole = tracer.trace(question)
    monkeypatch.setattr(tracing, "MOST_LOOKED_AT", 40)
    cut = tracer.trace(question)
    assert (cut.limits.ended_by, cut.limits.most, cut.limits.looked_at) == ("nodes", 40, 41)
    assert 0 < len(cut.paths) < len(whole.paths)
    assert cut.paths == whole.paths[: len(cut.paths)]


def test_a_search_that_finds_nothing_within_its_limit_says_so(
    tracer: Tracer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tracing, "MOST_LOOKED_AT", 1)
    cut = tracer.trace(Question((DRAGHI, MARENOSTRUM)))
    assert cut.paths == ()
    assert cut.explanation is not None
    assert cut.explanation.text.startswith("The search ended at its limit of partial paths")


def test_what_is_found_in_time_says_nothing_of_a_limit(tracer: Tracer) -> None:
    assert tracer.trace(Question((DRAGHI, MARENOSTRUM)), seconds=60.0).limits.ended_by is None


def test_a_trace_names_its_graph_and_its_ends(tracer: Tracer) -> None:
    trace = tracer.trace(Question(("mario draghi", MARENOSTRUM)), "0123")
    assert trace.snapshot == "0123"
    assert [thing.label for thing in trace.ends] == [DRAGHI, MARENOSTRUM]
    assert [thing.kind_label for thing in trace.ends] == ["person", "supercomputer"]


def test_the_graph_answers_with_its_hash(real: Graph) -> None:
    trace = real.trace(DRAGHI, MARENOSTRUM, k=2)
    assert trace.snapshot == real.manifest["sha256"]
    assert len(trace.paths) == 2


def test_the_graph_refuses_what_breaks_a_rule(real: Graph) -> None:
    for asked in ({"order": "best"}, {"k": 0}, {"valid": "soon"}, {"avoid": ["nobody at all"]}):
        (parameter,) = asked
        with pytest.raises(QuestionError) as raised:
            real.trace(DRAGHI, MARENOSTRUM, **asked)
        assert raised.value.parameter == parameter


def test_more_steps_bring_no_worse_paths(tracer: Tracer) -> None:
    best = []
    for n in range(1, 9):
        paths = tracer.trace(Question((DRAGHI, MARENOSTRUM), k=1, n=n)).paths
        best += [path.cost for path in paths]
    assert best
    assert best == sorted(best, reverse=True)


def test_the_link_of_a_thing_that_stands_for_one_is_told_with_its_dates() -> None:
    found = small.real().trace(
        "contract:jupiter-procurement", "Eviden", k=1, valid="2023", undated=False
    )
    ((step,),) = (path.steps for path in found.paths)
    assert (step.first, step.last) == ("2023-10-03", "2023-10-03")
    assert (found.limits.undated, notes(found)) == (0, ())


def test_a_picture_takes_the_link_of_two_things_that_stand_for_links_themselves() -> None:
    share, budget = "commitment:slaif-eu-share", "commitment:slaif-budget"
    found = small.real().trace(share, budget, "European Union")
    joined = {frozenset((one.start.iri, one.end.iri)) for path in found.paths for one in path.steps}
    (alone,) = small.real().trace(share, budget, k=1).paths
    assert len(alone.steps) == 1
    assert frozenset((alone.things[0].iri, alone.things[1].iri)) in joined
    assert len(joined) == 2


def test_links_without_a_date_are_left_out_also_where_no_time_is_asked() -> None:
    graph = small.real()
    strict = graph.trace("AI:AT", "Second wave of AI factories", undated=False)
    assert strict.paths
    assert all(step.is_dated for path in strict.paths for step in path.steps)
    loose = graph.trace("CSC - IT Center for Science", "LUMI")
    assert not any(step.is_dated for step in loose.paths[0].steps)
    assert not graph.trace("CSC - IT Center for Science", "LUMI", n=1, undated=False).paths


def test_what_an_act_brought_about_holds_from_its_day_on() -> None:
    graph = small.real()
    later = graph.trace("AI:AT", "Second wave of AI factories", n=1, valid="2026")
    (step,) = later.paths[0].steps
    assert (step.first, step.last) == ("2025-03", None)
    assert not graph.trace("AI:AT", "Second wave of AI factories", n=1, valid="2024").paths


def test_things_that_stand_for_links_are_joined_where_one_names_the_other() -> None:
    graph = small.real()
    holding, post = "post-holding:zoccoli-infn", "post:infn-president"
    for ends in ((holding, post), (post, holding)):
        (path,) = graph.trace(*ends, n=1).paths
        (step,) = path.steps
        assert step.term == "https://w3id.org/aifkg/ontology#post"
        assert step.evidence
        assert step.sentence.startswith(step.start.label + ": ")
    assert not graph.trace(holding, post, n=1, avoid=["aif:post"]).paths


def test_no_path_leads_through_the_thing_that_it_begins_at() -> None:
    graph = small.real()
    holding = graph.finder.thing("post-holding:zoccoli-infn")
    paths = graph.trace(holding, "INFN", k=50, detours=True).paths
    assert paths
    assert holding not in {step.node for path in paths for step in path.steps}


def test_a_path_back_through_the_end_itself_is_told_only_where_there_is_no_other() -> None:
    held = "post-holding:bernini-minister"
    near, far = (small.real().trace(held, "LISA", k=1, n=n) for n in (3, 4))
    assert near.explanation is not None
    assert (near.paths, near.explanation.needed_steps) == ((), 4)
    assert len(far.paths[0].steps) == 4


@pytest.mark.parametrize(
    ("valid", "count"), [("2010", 0), ("2015", 1), ("2020-09", 1), ("2024", 0)]
)
def test_what_was_over_by_a_day_is_not_valid_after_it(valid: str, count: int) -> None:
    found = small.real().trace("NATO", "Anders Dam Jensen", k=1, n=1, valid=valid, undated=False)
    dates = [(step.first, step.last) for path in found.paths for step in path.steps]
    assert dates == [("2011", "2020-09-24")] * count
