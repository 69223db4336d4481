"""The form that asks for a trace."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qsl

import pytest

from aifkg.trace.question import MOST_ENDS
from aifkg.web.trace.chapters import Chapter
from aifkg.web.trace.form import examples, form
from aifkg.web.trace.given import Given
from tests import small
from tests.web.trace.traces import HOSTILE

WHOLE = Given(
    "A", ("B", "C"), "7", "3", "shortest", ("V",), ("x", "y", "z", "w"), "2024", "no", "yes"
)

CHAPTERS = Chapter("people", "People"), Chapter("money", "Money & figures")


def values(html: str, name: str) -> list[str]:
    return re.findall(rf'<input [^>]*name="{name}"[^>]*value="([^"]*)"', html)


def test_the_form_is_filled_with_what_was_asked() -> None:
    html = form(WHOLE)
    assert values(html, "from") == ["A"]
    assert values(html, "to") == ["B", "C", "", "", ""]
    assert (values(html, "k"), values(html, "n")) == (["7"], ["3"])
    assert '<option value="shortest" selected>' in html
    assert [one for one in values(html, "avoid") if one] == ["x", "y", "z", "w"]
    assert 'name="undated" value="no" checked>' in html
    assert 'name="detours" value="yes" checked>' in html
    assert html.count("<details open>") == 2


def test_chapters_are_checked_and_other_relations_stand_by_name() -> None:
    html = form(Given(only=("people", "aif:hostedBy")), CHAPTERS)
    boxes = re.findall(r'type="checkbox" name="only" value="(\w+)"( checked)?', html)
    assert boxes == [("people", " checked"), ("money", "")]
    assert [one for one in values(html, "only") if one] == ["people", "money", "aif:hostedBy"]
    assert '<label for="only-money">Money &amp; figures</label>' in html
    assert html.count("<details open>") == 1


def test_an_empty_form_has_room_and_keeps_what_is_rare_folded() -> None:
    html = form(Given())
    assert len(values(html, "to")) == MOST_ENDS - 1
    assert len(values(html, "avoid")) >= 3
    assert values(html, "k") == ["5"]
    assert "<details open>" not in html
    assert " checked" not in html


def test_each_field_has_a_label_and_each_id_stands_once() -> None:
    html = form(WHOLE, CHAPTERS)
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    fields = re.findall(r'<(?:input|select) id="([^"]+)"', html)
    assert set(fields) <= set(re.findall(r'<label for="([^"]+)"', html))
    assert set(re.findall(r'aria-describedby="([^"]+)"', html)) <= set(ids)


@pytest.mark.parametrize(
    "name", ["start", "others", "k", "n", "order", "via", "avoid", "only", "valid"]
)
def test_whatever_is_asked_is_escaped(name: str) -> None:
    value = (HOSTILE,) if name in ("others", "via", "avoid", "only") else HOSTILE
    html = form(Given(**{name: value}))  # type: ignore[arg-type]
    assert "<script" not in html
    assert "\"'&" not in html


def test_examples_are_links_that_crawlers_do_not_follow() -> None:
    links = re.findall(r'<a href="/trace\?from=[^"]+" rel="nofollow">', examples())
    assert len(links) == 4


def test_each_example_has_an_answer() -> None:
    asked = [
        dict(parse_qsl(unescape(link)))
        for link in re.findall(r'<a href="/trace\?([^"]+)"', examples())
    ]
    assert len(asked) == 4
    for one in asked:
        assert small.real().trace(one["from"], one["to"], k=1).paths, one


def test_how_many_paths_is_asked_of_two_things_alone() -> None:
    assert '<label for="k">How many paths between two <small>' in form(Given())
