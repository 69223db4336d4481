"""Wide: a picture from left to right, a column for each step (after Sugiyama).

A link that passes columns has a slot of its own in each, so that it passes no label.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from aifkg.web.trace.drawing import Drawing, Edge
from aifkg.web.trace.placed import Box, Curve, Placed, height_of, label_lines, ports

COLUMN, BETWEEN = 150.0, 58.0
_GAP = 16.0
_MARGIN = 8.0
_NUMBER = 24.0
"""How far a link leads straight on before it bends, beside its number."""
_PASSING = 10.0
"""How much of a column a link takes that passes it."""
_SWEEPS = 8

Slot = tuple[str, int]
"""A thing, or the number of a link, and the layer."""


def width_of(drawing: Drawing) -> float:
    """Return how wide the picture is."""
    count = max(drawing.layers.values()) + 1
    return 2 * _MARGIN + count * COLUMN + (count - 1) * BETWEEN


def placed(drawing: Drawing) -> Placed:
    """Return where everything stands."""
    return _Columns(drawing).placed()


class _Columns:
    """The columns of one drawing, each a list of slots from the top."""

    def __init__(self, drawing: Drawing) -> None:
        self._drawing = drawing
        self._lines = {
            iri: label_lines(thing.label, COLUMN) for iri, thing in drawing.things.items()
        }
        self._chains = [_chain(drawing, place, one) for place, one in enumerate(drawing.edges)]
        self._before: defaultdict[Slot, list[Slot]] = defaultdict(list)
        self._after: defaultdict[Slot, list[Slot]] = defaultdict(list)
        for chain in self._chains:
            for one, other in pairwise(chain):
                self._after[one].append(other)
                self._before[other].append(one)
        self._columns = self._ordered()
        self._middle = self._spread()

    def placed(self) -> Placed:
        """Return where everything stands."""
        top = min(self._middle[one] - self._height(one) / 2 for one in self._middle)
        for slot in self._middle:
            self._middle[slot] += _MARGIN - top
        boxes = {iri: self._box(iri, layer) for iri, layer in self._drawing.layers.items()}
        height = max(box.y + box.height for box in boxes.values())
        lowest = max(self._middle.values())
        curves = self._curves(boxes)
        return Placed(width_of(self._drawing), max(height, lowest) + _MARGIN, boxes, curves)

    def _ordered(self) -> list[list[Slot]]:
        """Return the columns, ordered so that few links cross."""
        slots = dict.fromkeys(slot for chain in self._chains for slot in chain)
        slots |= dict.fromkeys(self._drawing.layers.items())
        columns: list[list[Slot]] = [[] for _ in range(max(self._drawing.layers.values()) + 1)]
        for slot in slots:
            columns[slot[1]].append(slot)
        for _ in range(_SWEEPS):
            for sides, order in ((self._before, columns[1:]), (self._after, columns[-2::-1])):
                for column in order:
                    place = {one: at for some in columns for at, one in enumerate(some)}
                    column.sort(key=lambda one: _mean([place[of] for of in sides[one]], place[one]))
        return columns

    def _spread(self) -> dict[Slot, float]:
        """Return how far down the middle of each slot is, near to what it is linked with."""
        middle: dict[Slot, float] = {}
        for column in self._columns:
            middle |= dict(zip(column, self._apart(column, [0.0] * len(column)), strict=True))
        for _ in range(_SWEEPS):
            for column in (*self._columns, *self._columns[::-1]):
                wanted = [
                    _mean(
                        [middle[of] for of in (*self._before[one], *self._after[one])], middle[one]
                    )
                    for one in column
                ]
                middle |= dict(zip(column, self._apart(column, wanted), strict=True))
        return middle

    def _apart(self, column: Sequence[Slot], wanted: Sequence[float]) -> list[float]:
        """Return places near to those wanted that leave each slot its room.

        The mean of two lists that do, one pushed down and one pushed up, does so too.
        """
        rooms = [(self._height(a) + self._height(b)) / 2 + _GAP for a, b in pairwise(column)]
        down, up = list(wanted), list(wanted)
        for place, room in enumerate(rooms):
            down[place + 1] = max(down[place + 1], down[place] + room)
        for place in range(len(rooms) - 1, -1, -1):
            up[place] = min(up[place], up[place + 1] - rooms[place])
        return [(a + b) / 2 for a, b in zip(down, up, strict=True)]

    def _height(self, slot: Slot) -> float:
        if slot[0] not in self._lines:
            return _PASSING
        meeting = max(len(self._before[slot]), len(self._after[slot]))
        return height_of(self._lines[slot[0]], meeting)

    def _box(self, iri: str, layer: int) -> Box:
        height = self._height((iri, layer))
        middle = self._middle[iri, layer]
        return Box(_left(layer), middle - height / 2, COLUMN, height, self._lines[iri])

    def _curves(self, boxes: Mapping[str, Box]) -> list[Curve]:
        leaves = self._meetings(boxes, self._after)
        enters = self._meetings(boxes, self._before)
        found = []
        for edge, chain in zip(self._drawing.edges, self._chains, strict=True):
            start, end = leaves[edge.start, chain[1]], enters[edge.end, chain[-2]]
            heights = [start, *(self._middle[slot] for slot in chain[1:-1]), end]
            x = _left(chain[0][1]) + COLUMN
            found.append(Curve(edge, _way(chain, heights), x + 4, start - 3))
        return found

    def _meetings(
        self, boxes: Mapping[str, Box], sides: Mapping[Slot, list[Slot]]
    ) -> dict[tuple[str, Slot], float]:
        """Return where each thing is met on one side, by the slot next to it."""
        found = {}
        for iri, box in boxes.items():
            near = sorted(
                sides.get((iri, self._drawing.layers[iri]), ()), key=self._middle.__getitem__
            )
            for slot, height in zip(near, ports(box.middle, len(near)), strict=True):
                found[iri, slot] = height
        return found


def _chain(drawing: Drawing, place: int, edge: Edge) -> list[Slot]:
    """Return the slots of a link, from one thing to the other."""
    first, last = drawing.layers[edge.start], drawing.layers[edge.end]
    passed = [(str(place), layer) for layer in range(first + 1, last)]
    return [(edge.start, first), *passed, (edge.end, last)]


def _way(chain: Sequence[Slot], heights: Sequence[float]) -> str:
    """Return the way of a link: bends between columns, straight through them."""
    parts = [f"M{_left(chain[0][1]) + COLUMN:g} {heights[0]:.1f}h{_NUMBER:g}"]
    for (_, layer), before, height in zip(chain[1:], heights, heights[1:], strict=False):
        left = _left(layer)
        bend = (BETWEEN - _NUMBER) / 2
        parts.append(
            f"C{left - bend:g} {before:.1f} {left - bend:g} {height:.1f} {left:g} {height:.1f}"
        )
        if layer != chain[-1][1]:
            parts.append(f"h{COLUMN + _NUMBER:g}")
    return "".join(parts)


def _left(layer: int) -> float:
    return _MARGIN + layer * (COLUMN + BETWEEN)


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise
