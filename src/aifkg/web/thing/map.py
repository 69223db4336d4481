"""The map of a thing: where it is among the places that the graph knows, drawn without a script.

Coasts and boundaries are one image (`pages/europe.svg`), so that no page has them again.

Plate carrée, degrees to units, with the north-south scale that is true at 52 degrees north.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape

from fastapi import Request

from aifkg.engine import BY_NAME
from aifkg.engine import Request as Question
from aifkg.show import Link, Point, Sheet
from aifkg.web.asking import ask
from aifkg.web.links import anchor
from aifkg.web.query_file import query_file

_WEST, _EAST, _SOUTH, _NORTH = -25.0, 35.0, 34.0, 71.0
_STRETCH = 1.62
_UNIT = 6.0
"""Pixels of a degree of longitude."""
_WIDTH, _HEIGHT = (_EAST - _WEST) * _UNIT, (_NORTH - _SOUTH) * _UNIT * _STRETCH
_COASTS = f'<image href="/europe.svg" width="{_WIDTH:g}" height="{_HEIGHT:.0f}"/>'
_GRID = ((-20, -10, 0, 10, 20), (40, 50, 60))


async def places(request: Request) -> tuple[Point, ...]:
    """Return every place that has a point; asked once for a snapshot, since the answer is held."""
    answer = await ask(request, Question(query_file("places"), (BY_NAME["json"],)))
    rows = json.loads(answer.body)["results"]["bindings"]
    return tuple(
        Point(
            Link(row["name"]["value"], row["place"]["value"]),
            row["latitude"]["value"],
            row["longitude"]["value"],
        )
        for row in rows
    )


def html(sheet: Sheet, around: Sequence[Point]) -> str:
    """Return the map with what it shows in words, or nothing where no point is known in Europe."""
    here = [point for point in sheet.points if _is_shown(point)]
    if not here:
        return ""
    names = ", ".join(point.place.text for point in here)
    label = escape(f"Map of Europe: {names}")
    others = "".join(_dot(point) for point in around if _is_shown(point))
    found = "\n".join(_found(point) for point in here)
    # The IRI of a place's own point leads here.
    place = ' id="point"' if any(point.place.iri == sheet.iri for point in here) else ""
    return f"""<figure class="map"{place}>
<svg viewBox="0 0 {_WIDTH:g} {_HEIGHT:.0f}" role="img" aria-label="{label}">
{_COASTS}
{_grid()}
<g class="others">{others}</g>
{"".join(map(_marker, here))}
</svg>
<figcaption>{found}</figcaption>
</figure>"""


def _found(point: Point) -> str:
    where = f"{_degrees(point.latitude, 'N', 'S')}, {_degrees(point.longitude, 'E', 'W')}"
    return f"{_place(point)}, {where}, among the places of the graph"


def _place(point: Point) -> str:
    return (
        escape(point.place.text)
        if point.place.iri is None
        else anchor(point.place.iri, point.place.text)
    )


def _grid() -> str:
    meridians, parallels = _GRID
    vertical = (
        f'<path d="M{_x(one):g} 0V{_HEIGHT:.0f}"/>'
        f'<text x="{_x(one) + 2:g}" y="{_HEIGHT - 4:.0f}">{abs(one)}°{_side(one)}</text>'
        for one in meridians
    )
    horizontal = (
        f'<path d="M0 {_y(one):.1f}H{_WIDTH:g}"/><text x="2" y="{_y(one) - 3:.1f}">{one}°N</text>'
        for one in parallels
    )
    return f'<g class="grid">{"".join(vertical)}{"".join(horizontal)}</g>'


def _side(meridian: int) -> str:
    return "" if meridian == 0 else ("E" if meridian > 0 else "W")


def _dot(point: Point) -> str:
    x, y = _x(float(point.longitude)), _y(float(point.latitude))
    name = escape(point.place.text)
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5"><title>{name}</title></circle>'


def _marker(point: Point) -> str:
    x, y = _x(float(point.longitude)), _y(float(point.latitude))
    anchored = 'text-anchor="end" ' if x > _WIDTH * 0.7 else ""
    beside = x - 10 if anchored else x + 10
    return (
        f'<g class="here"><circle cx="{x:.1f}" cy="{y:.1f}" r="6"/>'
        f'<text {anchored}x="{beside:.1f}" y="{y + 5:.1f}">{escape(point.place.text)}</text></g>'
    )


def _is_shown(point: Point) -> bool:
    try:
        latitude, longitude = float(point.latitude), float(point.longitude)
    except ValueError:
        return False
    return _SOUTH <= latitude <= _NORTH and _WEST <= longitude <= _EAST


def _degrees(text: str, positive: str, negative: str) -> str:
    degrees = float(text)
    return f"{abs(degrees):.2f}° {positive if degrees >= 0 else negative}"


def _x(longitude: float) -> float:
    return (longitude - _WEST) * _UNIT


def _y(latitude: float) -> float:
    return (_NORTH - latitude) * _UNIT * _STRETCH
