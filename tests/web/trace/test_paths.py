"""Paths as sentences with their sources."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from html import unescape
from itertools import pairwise

from aifkg.names import BASE, RULE
from aifkg.trace import Path, Question, Rule, Thing, Tracer
from aifkg.trace.answer import Weakest
from aifkg.web.thing.references import References
from aifkg.web.trace import paths
from tests import small
from tests.web.trace.traces import HOSTILE, passage, path, step, thing, through, trace

A, B, C = thing("A"), thing("B"), thing("C")


def told(**said: object) -> str:
    one = step(A, B, **said)  # type: ignore[arg-type]
    return paths.html(trace(path(1, one)), References())


def test_a_step_is_a_sentence_whose_things_are_links() -> None:
    html = told()
    assert (
        '<li id="step-1-1"><a href="/id/organisation/a">A</a> works with '
        '<a href="/id/organisation/b">B</a>'
    ) in html


def test_what_a_sentence_says_behind_its_end_and_beside_its_words_is_kept() -> None:
    one = replace(step(A, B, label="met"), sentence="A, met B in 2024")
    html = paths.html(trace(path(1, one)), References())
    assert '>A</a>, met <a href="/id/organisation/b">B</a> in 2024' in html


def heads(*said: Path, ends: Iterable[Thing] = ()) -> list[str]:
    return re.findall("<h3>(.*)</h3>", paths.html(trace(*said, ends=ends), References()))


def test_a_path_is_headed_by_what_it_passes() -> None:
    found = heads(
        through(1, "A", "X", "Y", "B"), through(2, "A", "B"), through(3, "A", *"XYZW", "B")
    )
    assert found == ["By way of X and Y", "Directly", "By way of X, Y, Z and W"]


def test_a_branch_of_a_picture_is_headed_by_where_it_joins() -> None:
    ends = [thing(name) for name in "ABC"]
    found = heads(through(1, "B", "X", "A"), through(2, "C", "X"), ends=ends)
    assert found == [
        "Branch 1: from B to A, by way of X",
        "Branch 2: from C, joins at X, directly",
    ]


def test_sources_are_numbered_as_they_are_named_once_for_the_page() -> None:
    one = step(A, B, evidence=[passage("one"), passage("two")])
    other = step(B, C, evidence=[passage("three"), passage("one")])
    references = References()
    html = paths.html(trace(path(1, one, other)), references)
    marks = [f'<a href="#source-{n}" aria-label="Source {n}">{n}</a>' for n in (1, 2, 3)]
    assert f"{marks[0]}, {marks[1]}" in html
    assert f"{marks[2]}, {marks[0]}" in html
    listed = references.html()
    assert listed.count("<li id=") == 3
    assert f'<a href="{passage("three").iri.removeprefix(BASE[:-1])}">paragraph 1</a>' in listed


def test_a_dispute_a_rule_and_what_stands_for_the_link_are_links() -> None:
    html = told(
        disputes=[f"{BASE}dispute/a/b"],
        rules=[Rule(f"{RULE}memberships", "Memberships")],
        node=f"{BASE}id/post-holding/x",
        term="PostHolding",
    )
    assert 'Sources differ (<a href="/dispute/a/b">the dispute</a>)' in html
    assert 'Worked out by the rule <a href="/rule/memberships">Memberships</a>.' in html
    assert 'More in the <a href="/id/post-holding/x">post holding</a>.' in html


def test_dates_and_what_else_is_said_are_told() -> None:
    both, since, until, day = (
        told(days=days)
        for days in (
            ("2008-01-01", "2011-12-31"),
            ("2008-01-01", None),
            (None, "2011-12-31"),
            ("2024-12-10", "2024-12-10"),
        )
    )
    assert "From 1 January 2008 to 31 December 2011." in both
    assert "From 1 January 2008 on." in since
    assert "Until 31 December 2011." in until
    assert "Of 10 December 2024." in day


def test_what_else_is_said_of_the_two_is_told_with_its_sources() -> None:
    references = References()
    said = step(A, B, also=["pays", "owns", "owns", "works with"])
    html = paths.html(trace(path(1, said)), references)
    mark = ' <sup class="sources"><a href="#source-2" aria-label="Source 2">2</a></sup>'
    assert f"Also: A pays B{mark}; A owns B{mark}." in html
    assert "Title of also" in references.html()


def test_the_weakest_step_is_named_with_its_reason_and_leads_there() -> None:
    html = paths.html(trace(through(1, "A", "B", "C")), References())
    assert 'Weakest: <a href="#step-1-1">step 1</a>, stated by one source (press).' in html
    both = replace(through(1, "A", "B", "C"), weakest=Weakest((1, 2), "stated by one source"))
    html = paths.html(trace(both), References())
    links = '<a href="#step-1-1">1</a> and <a href="#step-1-2">2</a>'
    assert f"Weakest: steps {links}, stated by one source." in html
    assert "Weakest" not in told()
    assert "It is stated by one source (press)." in told()


def test_nothing_in_a_name_runs() -> None:
    bad = replace(thing("bad"), label=HOSTILE)
    one = step(bad, B, label=HOSTILE, also=[HOSTILE], node="javascript:alert(1)", term=HOSTILE)
    said = Rule("javascript:alert(1)", HOSTILE)
    html = paths.html(trace(path(1, replace(one, rules=(said,)))), References())
    assert "<script" not in html
    assert 'href="javascript' not in html


def test_the_page_tells_each_step_word_for_word() -> None:
    tracer, looked_at = Tracer(small.real()._engine, small.real()._prefixes), 0
    stops = [one for one in tracer.network.names.things if "/id/ai-factory/" in one]
    for start, end in pairwise(stops):
        found = tracer.trace(Question((start, end), k=10, n=3))
        html = re.sub(r"<sup.*?</sup>|<small>.*?</small>", "", paths.html(found, References()))
        for one in found.paths:
            for place, step_ in enumerate(one.steps, 1):
                mark = paths.step_id(one, place)
                (said,) = re.findall(rf'<li id="{mark}">(.*?)</li>', html, re.DOTALL)
                assert unescape(re.sub(r"<[^>]+>", "", said)).strip() == step_.sentence
                looked_at += 1
    assert looked_at > 100
