"""The map of a thing: only what is in Europe, and no text of the data as anything but text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aifkg.show import Link, Point
from aifkg.web.thing import map as drawing
from tests import small

KAJAANI = Point(Link("Kajaani", "https://w3id.org/aifkg/id/place/kajaani"), "64.22728", "27.72846")
SHEET = replace(small.graph().show("ai-factory:pharos"), points=(KAJAANI,))


def test_a_thing_is_marked_among_the_others() -> None:
    athens = Point(Link("Athens", None), "37.98", "23.72")
    text = drawing.html(SHEET, (KAJAANI, athens))
    assert text.count('class="here"') == 1
    assert text.count("<title>") == 2
    assert "64.23° N, 27.73° E" in text
    assert 'aria-label="Map of Europe: Kajaani"' in text


def test_north_is_up_and_east_is_right() -> None:
    def spot(latitude: str, longitude: str) -> tuple[float, float]:
        text = drawing.html(replace(SHEET, points=(Point(Link("x"), latitude, longitude),)), ())
        x, y = (
            text.partition('<circle cx="')[2].split('"')[0],
            text.partition(' cy="')[2].split('"')[0],
        )
        return float(x), float(y)

    x, y = spot("50", "10")
    assert spot("60", "10")[1] < y
    assert spot("50", "20")[0] > x


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        ("40", "-74"),
        ("-90", "0"),
        ("nan", "10"),
        ("inf", "10"),
        ("", ""),
        ("1e400", "0"),
        ("x", "y"),
    ],
)
def test_what_is_not_in_europe_is_on_no_map(latitude: str, longitude: str) -> None:
    elsewhere = Point(Link("Elsewhere"), latitude, longitude)
    assert drawing.html(replace(SHEET, points=(elsewhere,)), (KAJAANI,)) == ""
    assert "Elsewhere" not in drawing.html(SHEET, (elsewhere,))


def test_a_name_is_text() -> None:
    hostile = replace(KAJAANI, place=Link('"><script>alert(1)</script>', "javascript:alert(1)"))
    text = drawing.html(replace(SHEET, points=(hostile,)), (hostile,))
    assert "<script" not in text
    assert "href" not in text
