"""The legend of a picture: the families of things and links that it shows, and no others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from aifkg.web.trace.drawing import Drawing
from aifkg.web.trace.kinds import LINKS, THINGS, of_step, of_thing
from aifkg.web.trace.lettering import width
from aifkg.web.trace.marks import OUTLINE, SHAPES
from aifkg.web.trace.placed import ICON

_SIZE = 12.0
_ROW = 20.0
_APART = 18.0
_SAMPLE = 34.0
_MARGIN = 8.0


@dataclass(frozen=True, slots=True)
class _Entry:
    mark: str
    room: float
    words: str


def legend(drawing: Drawing, top: float, room: float) -> tuple[str, float]:
    """Return the legend as SVG, below `top`, and where it ends."""
    parts = []
    x, y = _MARGIN, top + _ROW
    for one in _entries(drawing):
        taken = one.room + 6 + width(one.words, _SIZE)
        if x > _MARGIN and x + taken > room:
            x, y = _MARGIN, y + _ROW
        parts.append(
            f'<g transform="translate({x:.1f} {y:.1f})">{one.mark}'
            f'<text x="{one.room + 6:g}" y="4">{one.words}</text></g>'
        )
        x += taken + _APART
    return f'<g class="legend">{"".join(parts)}</g>', y + _ROW


def _entries(drawing: Drawing) -> Iterator[_Entry]:
    for family in _in_order(THINGS, map(of_thing, drawing.things.values())):
        mark = f'<path class="mark {family}" d="{SHAPES[family]}" transform="translate(0 -6)"/>'
        yield _Entry(mark, ICON, THINGS[family])
    for family in _in_order(LINKS, (of_step(edge.step) for edge in drawing.edges)):
        yield _Entry(
            f'<path class="link by-{family}" {OUTLINE} d="M0 0h{_SAMPLE:g}"/>',
            _SAMPLE,
            LINKS[family],
        )


def _in_order(known: Iterable[str], shown: Iterable[str]) -> list[str]:
    found = set(shown)
    return [family for family in known if family in found]
