"""The picture of a trace: well-formed, readable, bounded."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from random import Random
from xml.etree import ElementTree as ET

import pytest

from aifkg.trace import Trace
from aifkg.web.page import stylesheet
from aifkg.web.trace import tall, wide
from aifkg.web.trace.drawing import MOST_THINGS, Drawing, drawing
from aifkg.web.trace.kinds import LINKS, THINGS
from aifkg.web.trace.lettering import width
from aifkg.web.trace.marks import SHAPES
from aifkg.web.trace.picture import html, picture_svg
from aifkg.web.trace.placed import SIZE, Box, Placed, text_room
from tests.web.trace import traces
from tests.web.trace.traces import HOSTILE, path, step, thing, through, trace

SVG = "{http://www.w3.org/2000/svg}"
COLOUR = re.compile(r"--picture-(\w+): #(\w{6});")
Placing = Callable[[Drawing], Placed]
each_way = pytest.mark.parametrize("placing", [wide.placed, tall.placed], ids=["wide", "tall"])


def chance(seed: int) -> Trace:
    """Return paths between two ends through things drawn by lot."""
    lot = Random(seed)
    names = [f"{'Name of thing ' * lot.randint(1, 6)}{number}" for number in range(14)]
    paths = [
        through(rank, "Start", *lot.sample(names, lot.randint(0, 4)), "End")
        for rank in range(1, 11)
    ]
    return trace(*paths)


def overlap(one: Box, other: Box) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


@each_way
@pytest.mark.parametrize("seed", range(8))
def test_labels_fit_their_boxes_and_boxes_overlap_nowhere(placing: Placing, seed: int) -> None:
    placed = placing(drawing(chance(seed)))
    for one, other in combinations(placed.boxes.values(), 2):
        assert not overlap(one, other)
    for box in placed.boxes.values():
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.width <= placed.width
        assert box.y + box.height <= placed.height
        assert all(width(line, SIZE) <= text_room(box.width) for line in box.lines)


@each_way
@pytest.mark.parametrize("seed", range(8))
def test_no_link_leads_through_a_box(placing: Placing, seed: int) -> None:
    placed = placing(drawing(chance(seed)))
    for curve in placed.curves:
        for box in placed.boxes.values():
            assert not any(
                box.x < x < box.x + box.width and box.y < y < box.y + box.height
                for x, y in points(curve.way)
            )


def points(way: str) -> list[tuple[float, float]]:
    """Return points along a way, close enough that none of its lines skips a box."""
    found: list[tuple[float, float]] = []
    x = y = 0.0
    for command, numbers in re.findall(r"([MCQHVh])([^MCQHVh]*)", way):
        values = [float(one) for one in numbers.split()]
        before = x, y
        match command:
            case "H":
                x = values[0]
            case "h":
                x += values[0]
            case "V":
                y = values[0]
            case _:
                x, y = values[-2:]
        if command != "M":
            found += [mixed(before, (x, y), part / 20) for part in range(21)]
    return found


def mixed(one: tuple[float, float], other: tuple[float, float], part: float) -> tuple[float, float]:
    return one[0] + (other[0] - one[0]) * part, one[1] + (other[1] - one[1]) * part


def test_a_phone_of_360_pixels_shows_a_picture_at_its_size() -> None:
    figure = html(chance(1))
    (size,) = re.findall(r'class="trace tall" width="(\d+)"', figure)
    # The page leaves 16 pixels on either side.
    assert int(size) <= 360 - 32


def test_a_picture_is_well_formed_whatever_things_are_called() -> None:
    bad = replace(thing("bad"), label=HOSTILE, kind_label=HOSTILE)
    said = trace(path(1, step(bad, thing("B"), label=HOSTILE)))
    for text in (picture_svg(said), *re.findall(r"<svg.*?</svg>", html(said), re.S)):
        root = ET.fromstring(text)
        assert root.tag == f"{SVG}svg"
        assert root.find(f"{SVG}title") is not None
        assert not list(root.iter(f"{SVG}script"))
        assert "\x00" not in text


def test_a_picture_in_its_page_leads_to_steps_and_things_and_says_them() -> None:
    figure = html(trace(through(1, "A", "B", "C")))
    for text in re.findall(r"<svg.*?</svg>", figure, re.S):
        root = ET.fromstring(text)
        # An image would hide its links from those who hear a page.
        assert root.get("role") == "graphics-document"
        links = {one.get("href"): one for one in root.iter(f"{SVG}a")}
        assert {"#step-1-1", "#step-1-2", "/id/organisation/b"} <= links.keys()
        title = links["#step-1-2"].find(f"{SVG}title")
        assert title is not None
        assert title.text == "1.2: B works with C"
    ids = re.findall(r'\bid="([^"]+)"', figure)
    assert len(ids) == len(set(ids))


def test_a_file_is_an_image_with_its_own_style_and_no_links() -> None:
    root = ET.fromstring(picture_svg(trace(through(1, "A", "B"))))
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "wide-title"
    assert root.find(f"{SVG}style") is not None
    assert not list(root.iter(f"{SVG}a"))


def test_without_a_stylesheet_lines_and_boxes_are_outlines() -> None:
    said = html(trace(through(1, "A", "X", "B")))
    outlined = re.findall(r'<(?:rect|path) class="(?:box|link)[^>]*>', said)
    assert len(outlined) > 8
    assert all('fill="none" stroke="currentColor"' in one for one in outlined)


def test_of_too_many_things_the_best_paths_are_shown_and_the_rest_counted() -> None:
    many = trace(*(through(rank, "A", f"x{rank}", f"y{rank}", "B") for rank in range(1, 21)))
    drawn = drawing(many)
    assert len(drawn.things) <= MOST_THINGS
    assert f"the best {drawn.paths} paths of 20" in html(many)
    assert f"with {drawn.left_out} more things" in html(many)
    assert drawn.left_out == 42 - len(drawn.things)


def test_a_picture_of_many_paths_is_bounded() -> None:
    inner = [replace(thing(f"x{rank}"), label="long " * 2_000) for rank in range(1, 51)]
    paths = [
        path(rank, step(thing("A"), one), step(one, thing("B")))
        for rank, one in enumerate(inner, 1)
    ]
    assert len(html(trace(*paths))) < 120_000


def test_the_legend_names_what_is_shown_and_nothing_else() -> None:
    paid = step(thing("A", "Person"), thing("B"), node="urn:x", term="Commitment")
    words = re.findall(r'y="4">([^<>]+)</text>', picture_svg(trace(path(1, paid))))
    assert words == ["person", "organisation", "money"]


def test_without_paths_a_file_shows_the_ends() -> None:
    root = ET.fromstring(picture_svg(traces.without("A", "B")))
    assert [one.text for one in root.iter(f"{SVG}tspan")] == ["A", "B"]


def test_each_family_has_a_shape_a_colour_and_a_pattern() -> None:
    rules = stylesheet("picture")
    assert SHAPES.keys() == THINGS.keys()
    assert len(set(SHAPES.values())) == len(SHAPES)
    for family in THINGS:
        assert f".trace .{family} {{ --family:" in rules
    patterns = {
        family: re.search(rf"\.by-{family} {{[^}}]*stroke-dasharray: ([\d ]+);", rules)
        for family in LINKS
    }
    plain = [family for family, found in patterns.items() if found is None]
    assert plain == ["property"]
    drawn = [found[1] for found in patterns.values() if found]
    assert len(set(drawn)) == len(drawn)


def test_colours_stand_out_from_paper_and_boxes_in_light_and_dark() -> None:
    light, _, dark = stylesheet("picture").partition("@media")
    for half in (light, dark):
        colours = dict(COLOUR.findall(half))
        assert len(colours) == 12
        grounds = [colours.pop("paper"), colours.pop("tint")]
        for name, colour in colours.items():
            for ground in grounds:
                assert contrast(colour, ground) >= 4.5, name


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
