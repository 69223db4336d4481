"""Meaning: what the words of a question stand for, and the errors of those that name nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from aifkg import Graph
from aifkg.show import AmbiguousThing, UnknownThing
from aifkg.trace import Question, QuestionError, Tracer
from aifkg.trace.naming import NoThing

DRAGHI, MARENOSTRUM = "Mario Draghi", "MareNostrum 5"
PAID_FROM = "https://w3id.org/aifkg/ontology#paidFrom"
HOSTILE = (
    "\0",
    "a\0b",
    "\x1b[31m",
    "\u202e",
    "\ud800",
    "http://",
    "http://\0",
    "http://\ud800/",
    "http://[",
    "http://a b",
    "http://a\nb",
    "<>",
    "<x>",
    "ai-factory:%",
    "ai-factory:a>b",
    "ai-factory:\0",
    "?x } { ?y",
    "'; DROP",
    "../../etc/passwd",
    "x" * 500,
    "\N{ZERO WIDTH SPACE}",
)


@pytest.mark.parametrize("said", HOSTILE, ids=ascii)
def test_what_names_nothing_is_refused_wherever_it_stands(tracer: Tracer, said: str) -> None:
    for parameter, question in (
        ("from", Question((said, MARENOSTRUM))),
        ("to", Question((MARENOSTRUM, said))),
        ("to", Question((MARENOSTRUM, DRAGHI, said))),
        ("via", Question((DRAGHI, MARENOSTRUM), via=(said,))),
        ("avoid", Question((DRAGHI, MARENOSTRUM), avoid=("LUMI", said))),
        ("only", Question((DRAGHI, MARENOSTRUM), only=("money", said))),
    ):
        rule = "it is for relations" if parameter == "only" else "the graph holds no thing called"
        with pytest.raises(QuestionError, match=rule) as raised:
            tracer.trace(question)
        assert (raised.value.parameter, raised.value.value) == (parameter, said)
        assert str(raised.value).startswith(f'{parameter} is "{said[:80]}')


def test_an_unknown_thing_comes_with_near_names(tracer: Tracer) -> None:
    with pytest.raises(NoThing, match="Did you mean .*MareNostrum 5.*[?]$") as raised:
        tracer.trace(Question((DRAGHI, "MareNostrom 5")))
    assert isinstance(raised.value.error, UnknownThing)
    assert MARENOSTRUM in raised.value.error.suggestions


def test_a_name_of_several_things_comes_with_candidates(tracer: Tracer) -> None:
    with pytest.raises(NoThing, match="things; give one of them") as raised:
        tracer.trace(Question(("AI Factory", DRAGHI)))
    error = raised.value.error
    assert isinstance(error, AmbiguousThing)
    assert len(error.candidates) > 1
    assert str(raised.value).endswith(error.candidates[-1][1])


@pytest.mark.parametrize(
    "again",
    [
        "Mario Draghi",
        "mario  DRAGHI",
        "person:mario-draghi",
        "https://w3id.org/aifkg/id/person/mario-draghi",
        "<https://w3id.org/aifkg/id/person/mario-draghi>",
    ],
)
def test_a_thing_is_an_end_once_however_it_is_written(tracer: Tracer, again: str) -> None:
    for ends in ((DRAGHI, again), (DRAGHI, MARENOSTRUM, again)):
        with pytest.raises(QuestionError, match="the same thing as another end") as raised:
            tracer.trace(Question(ends))
        assert (raised.value.parameter, raised.value.value) == ("to", again)


@pytest.mark.parametrize("via", ["person:mario-draghi", "marenostrum 5"])
def test_what_paths_must_touch_is_no_end(tracer: Tracer, via: str) -> None:
    with pytest.raises(QuestionError, match="it is an end of the trace already") as raised:
        tracer.trace(Question((DRAGHI, MARENOSTRUM), via=(via,)))
    assert (raised.value.parameter, raised.value.value) == ("via", via)


@pytest.mark.parametrize("end", ["aif:AIFactory", "aif:hostedBy", "status:new"])
def test_a_class_a_property_and_a_code_are_no_ends(tracer: Tracer, end: str) -> None:
    with pytest.raises(QuestionError, match="a trace joins things, which it is not") as raised:
        tracer.trace(Question((DRAGHI, end)))
    assert (raised.value.parameter, raised.value.value) == ("to", end)


def test_no_path_passes_through_a_code(tracer: Tracer) -> None:
    for question in (
        Question((DRAGHI, MARENOSTRUM), via=("status:new",)),
        Question((DRAGHI, MARENOSTRUM), avoid=("status:new",)),
    ):
        with pytest.raises(QuestionError, match="it is no thing that has links or stands for one"):
            tracer.trace(question)


def named(tracer: Tracer, said: str) -> tuple[set[str], set[str], set[str]]:
    """Return the things, the classes and the relations that a word to avoid stands for."""
    limited = tracer.meaning.limited(Question((DRAGHI, MARENOSTRUM), avoid=(said,)), ())
    names, relations = tracer.network.names, tracer.network.relations
    return (
        {names.things[one].rpartition("/")[2] for one in limited.things},
        {names.classes[one].rpartition("#")[2] for one in limited.kinds},
        {relations[one].term.rpartition("#")[2] for one in limited.relations},
    )


@pytest.mark.parametrize(
    "said", ["EuroHPC JU", "eurohpc ju", " EuroHPC JU ", "public-body:eurohpc-ju"]
)
def test_a_thing_is_meant_however_it_is_written(tracer: Tracer, said: str) -> None:
    assert named(tracer, said) == ({"eurohpc-ju"}, set(), set())


@pytest.mark.parametrize("said", ["person", "Person", "aif:Person"])
def test_a_class_is_meant_by_its_name(tracer: Tracer, said: str) -> None:
    assert named(tracer, said) == (set(), {"Person"}, set())


def test_a_wide_class_is_meant_with_all_that_are_kinds_of_it(tracer: Tracer, real: Graph) -> None:
    things, kinds, relations = named(tracer, "aif:Organisation")
    assert things == relations == set()
    asked = (
        "SELECT ?class { ?class rdfs:subClassOf* aif:Organisation . FILTER EXISTS { [] a ?class } }"
    )
    narrower = {str(row[0]).rpartition("#")[2] for row in real.query(asked)}  # type: ignore[union-attr]
    assert len(kinds) > 1
    assert kinds <= narrower


@pytest.mark.parametrize("said", ["hosted by", "aif:hostedBy"])
def test_a_property_is_meant_by_its_name(tracer: Tracer, said: str) -> None:
    assert named(tracer, said) == (set(), set(), {"hostedBy"})


def test_a_class_of_things_that_stand_for_links_is_a_relation(tracer: Tracer) -> None:
    assert named(tracer, "aif:PostHolding") == (set(), set(), {"PostHolding"})


def test_a_thing_that_stands_for_a_link_is_avoided_and_required_like_any_other(
    tracer: Tracer,
) -> None:
    links, names = tracer.network.links, tracer.network.names
    several = 0
    for place in np.flatnonzero(links.node >= 0)[::7]:
        node = links.nodes[links.node[place]]
        pair = names.things[links.start[place]], names.things[links.end[place]]
        with_it = tracer.trace(Question(pair, k=1, n=1, via=(node,)))
        without = tracer.trace(Question(pair, k=1, n=1, avoid=(node,)))
        ((step,),) = (path.steps for path in with_it.paths)
        assert step.node == node
        told = [one.node for path in without.paths for step in path.steps for one in step.also]
        assert node not in {*told, *(step.node for path in without.paths for step in path.steps)}
        several += bool(without.paths)
    assert several


def test_a_thing_that_stands_for_a_link_and_is_an_end_is_no_limit(tracer: Tracer) -> None:
    node = tracer.network.links.nodes[0]
    for question in (
        Question((node, DRAGHI), via=(node,)),
        Question((node, DRAGHI), avoid=(node,)),
    ):
        with pytest.raises(QuestionError, match="it is an end of the trace"):
            tracer.trace(question)


def test_what_is_required_and_left_out_alike_is_refused(tracer: Tracer) -> None:
    node = tracer.network.links.nodes[0]
    with pytest.raises(QuestionError, match="avoid leaves out all that it stands for"):
        tracer.trace(Question((DRAGHI, MARENOSTRUM), via=(node,), avoid=(node,)))


def commitments(tracer: Tracer) -> list[tuple[str, str]]:
    """Return things that stand for links, each with something that it is paid from."""
    things = tracer.network.names.things
    return [
        (node, things[one.other])
        for node in tracer.network.links.nodes
        for _, one in tracer.meaning.ends(Question((node, DRAGHI)))[0].own
        if one.relation.term == PAID_FROM
    ]


def test_the_own_links_of_an_end_are_avoided_as_others(tracer: Tracer) -> None:
    paid = commitments(tracer)
    assert paid
    for ends in paid:
        without = tracer.trace(Question(ends, n=1, avoid=("aif:paidFrom",)))
        assert PAID_FROM not in {step.term for path in without.paths for step in path.steps}
        others = {one.relation.term for _, one in tracer.meaning.ends(Question(ends))[0].own}
        assert others > {PAID_FROM} or not without.paths


def test_the_own_links_of_an_end_meet_what_is_required(tracer: Tracer) -> None:
    for ends in commitments(tracer):
        trace = tracer.trace(Question(ends, n=1, via=("aif:paidFrom",)))
        assert [step.term for path in trace.paths for step in path.steps] == [PAID_FROM]


@pytest.mark.parametrize("name", ["via", "only"])
def test_the_own_links_of_an_end_are_links_of_its_class(tracer: Tracer, name: str) -> None:
    ends = ("commitment:bsc-eu-share", "European Union")
    question = Question(ends, k=1)
    asked = replace(question, **{name: ("aif:Commitment",)})  # type: ignore[arg-type]
    assert tracer.trace(asked).paths == tracer.trace(question).paths
    assert len(tracer.trace(asked).paths[0].steps) == 1


def test_the_own_links_of_an_end_are_of_its_time(tracer: Tracer) -> None:
    network = tracer.network
    links, looked_at = network.links, 0
    for place in np.flatnonzero((links.node >= 0) & (links.until > 0)):
        node, first = links.nodes[links.node[place]], links.since[place]
        own = [one for _, one in tracer.meaning.ends(Question((node, DRAGHI)))[0].own]
        own = [one for one in own if one.other >= 0]
        if own and date(1900, 1, 1).toordinal() < first:
            looked_at += 1
            ends = node, network.names.things[own[0].other]
            assert tracer.trace(Question(ends, n=1)).paths
            assert not tracer.trace(Question(ends, n=1, valid="1850")).paths
            then = date.fromordinal(int(first)).isoformat()
            assert tracer.trace(Question(ends, n=1, valid=then, undated=False)).paths
    assert looked_at


def test_what_links_lead_through_stands_for_them(tracer: Tracer) -> None:
    assert named(tracer, "post") == (set(), set(), {"PostHolding"})


def test_what_is_avoided_is_on_no_path(tracer: Tracer) -> None:
    question = Question((DRAGHI, MARENOSTRUM), n=6, k=20)
    passed = {thing.iri for path in tracer.trace(question).paths for thing in path.things[1:-1]}
    terms = {step.term for path in tracer.trace(question).paths for step in path.steps}
    for avoided in sorted(passed | terms)[:12]:
        without = Question(question.ends, n=6, k=20, avoid=(avoided,))
        for path in tracer.trace(without).paths:
            assert avoided not in {thing.iri for thing in path.things}
            assert avoided not in {step.term for step in path.steps}


def test_what_is_required_is_on_every_path(tracer: Tracer) -> None:
    trace = tracer.trace(Question((DRAGHI, MARENOSTRUM), n=8, k=9, via=("person", "EuroHPC JU")))
    assert trace.paths
    for path in trace.paths:
        inner = path.things[1:-1]
        assert "person" in {thing.kind_label for thing in inner}
        assert "EuroHPC JU" in {thing.label for thing in inner}


def test_links_of_another_time_are_on_no_path(tracer: Tracer) -> None:
    for undated in (True, False):
        question = Question((DRAGHI, "European Commission"), n=6, valid="2024", undated=undated)
        for path in tracer.trace(question).paths:
            for step in path.steps:
                assert step.is_dated or undated
                assert (step.first or "") <= "2024-12-31"
                assert (step.last or "9999") >= "2024-01-01"


CHAPTERS = """SELECT DISTINCT ?chapter ?label ?term {
  ?term aif:sentence ?sentence ; dcterms:subject ?chapter .
  ?chapter rdfs:label ?label .
}"""


@pytest.fixture(scope="module")
def chapters(real: Graph) -> dict[tuple[str, str], set[str]]:
    """Return the relations of each chapter by its slug and label."""
    found: dict[tuple[str, str], set[str]] = {}
    for row in real.query(CHAPTERS):  # type: ignore[union-attr]
        chapter, label, term = map(str, row)
        named = chapter.rpartition("/")[2], label
        found.setdefault(named, set()).add(term.rpartition("#")[2])
    return found


def test_a_chapter_is_meant_with_its_relations_alone(
    tracer: Tracer, chapters: dict[tuple[str, str], set[str]]
) -> None:
    assert {"money", "people", "places"} <= {slug for slug, _ in chapters}
    for (slug, label), relations in chapters.items():
        for said in (slug, slug.upper(), f" chapter:{slug}", label):
            assert named(tracer, said) == (set(), set(), relations)


def terms(tracer: Tracer, **asked: Any) -> set[str]:
    """Return the terms of the steps of paths, which there are."""
    question = Question((DRAGHI, MARENOSTRUM), k=20, n=8, **asked)
    paths = tracer.trace(question).paths
    assert paths
    return {step.term.rpartition("#")[2] for path in paths for step in path.steps}


def test_only_the_links_of_what_is_asked_for_are_walked(
    tracer: Tracer, chapters: dict[tuple[str, str], set[str]]
) -> None:
    relations = {slug: of for (slug, _), of in chapters.items()}
    asked = relations["people"] | relations["organisations"] | relations["machines"]
    every = terms(tracer)
    some = terms(tracer, only=("people", "Organisations and programmes", "chapter:machines"))
    assert some <= asked
    assert not every <= asked
    less = terms(tracer, only=("people", "organisations", "machines"), avoid=("aif:Statement",))
    assert less <= asked - {"Statement"}


def test_nothing_is_reached_by_what_does_not_lead_there(tracer: Tracer) -> None:
    trace = tracer.trace(Question((DRAGHI, MARENOSTRUM), n=8, only=("aif:partOf",)))
    assert trace.paths == ()
    assert trace.explanation is not None
    assert "only=aif:partOf" in trace.explanation.text


def test_the_own_links_of_an_end_are_walked_where_only_they_are_asked_for(tracer: Tracer) -> None:
    for ends in commitments(tracer):
        for only in ("money", "aif:Commitment", "aif:paidFrom"):
            assert tracer.trace(Question(ends, n=1, only=(only,))).paths, only
        for limits in ({"only": ("people",)}, {"avoid": ("money",)}):
            assert not tracer.trace(Question(ends, n=1, **limits)).paths  # type: ignore[arg-type]
        assert tracer.trace(Question(ends, n=1, via=("money",))).paths


@pytest.mark.parametrize(
    ("property_", "class_"), [("aif:giver", "Commitment"), ("aif:holder", "PostHolding")]
)
def test_an_end_of_links_that_are_things_means_the_links_told_by_it(
    tracer: Tracer, property_: str, class_: str
) -> None:
    limited = tracer.meaning.limited(Question((DRAGHI, MARENOSTRUM), avoid=(property_,)), ())
    name, relations = property_.removeprefix("aif:"), tracer.network.relations
    meant = {place for place, one in enumerate(relations) if place in limited.relations}
    assert meant
    for place, one in enumerate(relations):
        is_end = (name,) in (one.forward.start, one.forward.end)
        assert (place in meant) is (is_end and one.term.endswith(f"#{class_}"))


@pytest.mark.parametrize("said", ["Pharos", "person", "nonsense", "status:new", "aif:label"])
def test_only_is_for_relations_and_says_which(tracer: Tracer, said: str) -> None:
    with pytest.raises(QuestionError, match="it is for relations.* money, .*people") as raised:
        tracer.trace(Question((DRAGHI, MARENOSTRUM), only=(said,)))
    assert (raised.value.parameter, raised.value.value) == ("only", said)


@pytest.mark.parametrize("said", ["evidence", "chapter:traces"])
def test_a_chapter_without_relations_is_refused(tracer: Tracer, said: str) -> None:
    for parameter in ("only", "via", "avoid"):
        with pytest.raises(QuestionError, match="chapter.*: .*money, ") as raised:
            tracer.trace(Question((DRAGHI, MARENOSTRUM), **{parameter: (said,)}))  # type: ignore[arg-type]
        assert raised.value.parameter == parameter


@pytest.mark.parametrize(
    ("asked", "parameter", "rule"),
    [
        ({"avoid": ("mario draghi",)}, "avoid", "it is an end of the trace"),
        ({"avoid": ("LUMI", "supercomputer:marenostrum-5")}, "avoid", "it is an end of the trace"),
        ({"via": ("person",), "avoid": ("aif:Person",)}, "via", "avoid leaves out all"),
        ({"via": ("EuroHPC JU",), "avoid": ("eurohpc ju",)}, "via", "avoid leaves out all"),
        ({"via": ("Henna Virkkunen",), "avoid": ("person",)}, "via", "avoid leaves out all"),
        ({"via": ("aif:hostedBy",), "avoid": ("hosted by",)}, "via", "avoid leaves out all"),
        ({"via": ("aif:hostedBy",), "only": ("money",)}, "via", "only leaves out all"),
        ({"only": ("money",), "avoid": ("chapter:money",)}, "only", "avoid leaves out all"),
        ({"only": ("people", "aif:Commitment"), "avoid": ("money",)}, "only", "avoid leaves out"),
    ],
    ids=str,
)
def test_what_is_left_out_and_asked_for_at_once_is_refused(
    tracer: Tracer, asked: dict[str, tuple[str, ...]], parameter: str, rule: str
) -> None:
    with pytest.raises(QuestionError, match=rule) as raised:
        tracer.trace(Question((DRAGHI, MARENOSTRUM), **asked))  # type: ignore[arg-type]
    assert raised.value.parameter == parameter


def test_an_end_that_stands_for_a_link_is_not_left_out_either(tracer: Tracer) -> None:
    for ends in commitments(tracer)[:1]:
        with pytest.raises(QuestionError, match="it is an end of the trace"):
            tracer.trace(Question(ends, avoid=(ends[0],)))
