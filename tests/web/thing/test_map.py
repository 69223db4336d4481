"""The map of a thing: only what is in Europe, and no text of the data as anything but text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import httpx
import pytest

from aifkg import web
from aifkg.show import Link, Point
from aifkg.web.thing import map as drawing
from tests import small

KAJAANI = Point(Link("Kajaani", "https://w3id.org/aifkg/id/place/kajaani"), "64.22728", "27.72846")
SHEET = replace(small.graph().show("ai-factory:pharos"), points=(KAJAANI,))
OUTLINES = (Path(web.__file__).parent / "pages" / "europe.svg").read_text(encoding="utf-8")
Spot = tuple[float, float]


def drawn(latitude: str, longitude: str) -> str:
    """Return the map of one point."""
    return drawing.html(replace(SHEET, points=(Point(Link("x"), latitude, longitude),)), ())


def spot(latitude: str, longitude: str) -> Spot:
    """Return where a point is drawn, in units of the map."""
    x, y = map(float, re.findall(r' c[xy]="([\d.]+)"', drawn(latitude, longitude)))
    return x, y


def test_a_thing_is_marked_among_the_others() -> None:
    athens = Point(Link("Athens", None), "37.98", "23.72")
    text = drawing.html(SHEET, (KAJAANI, athens))
    assert text.count('class="here"') == 1
    assert text.count("<title>") == 2
    assert "64.23° N, 27.73° E" in text
    assert 'aria-label="Map of Europe: Kajaani"' in text


def test_north_is_up_and_east_is_right() -> None:
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
    assert "<a href" not in text


def rings() -> Iterator[list[Spot]]:
    """Yield the coasts in units of the map, each closed."""
    (path,) = re.findall(r'id="land"[^>]* d="([^"]+)"', OUTLINES)
    for ring in filter(None, path.split("z")):
        numbers = [int(one) for one in re.findall(r"-?\d+", ring)]
        x, y = 0, 0
        spots = []
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            spots.append((x / 10, y / 10))
        yield [*spots, spots[0]]


def is_land(latitude: str, longitude: str) -> bool:
    """Whether a line from the point to the west crosses coasts an odd number of times."""
    x, y = spot(latitude, longitude)
    crossed = 0
    for ring in rings():
        for (x1, y1), (x2, y2) in pairwise(ring):
            if (y1 > y) != (y2 > y) and x1 + (y - y1) * (x2 - x1) / (y2 - y1) < x:
                crossed += 1
    return crossed % 2 == 1


def test_places_lie_on_the_land_that_is_drawn() -> None:
    query = "SELECT ?x ?y WHERE { ?place a aif:Place ; aif:latitude ?y ; aif:longitude ?x }"
    rows = small.real().query(query)
    assert not isinstance(rows, bool)
    found = [(str(y), str(x)) for x, y in rows]
    on_land = [is_land(*one) for one in found if "Europe" in drawn(*one)]
    assert len(on_land) > 50
    assert sum(on_land) > 0.9 * len(on_land)  # Ports may lie off a coast so much simplified.


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [("56", "3"), ("45", "-15"), ("43", "15.5"), ("58", "20"), ("39", "12")],
)
def test_seas_are_no_land(latitude: str, longitude: str) -> None:
    assert not is_land(latitude, longitude)


def test_the_coasts_are_sent_as_an_image_that_pages_may_have(graph: httpx.Client) -> None:
    response = graph.get("/europe.svg")
    assert response.headers["content-type"].startswith("image/svg+xml")
    assert response.text == OUTLINES
    held = {"If-None-Match": response.headers["etag"]}
    assert graph.get("/europe.svg", headers=held).status_code == 304
    page = graph.get("/id/ai-factory/pharos.html")
    assert "img-src 'self'" in page.headers["content-security-policy"]
    assert '<image href="/europe.svg"' in page.text
