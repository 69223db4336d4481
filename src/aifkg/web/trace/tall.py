"""Tall: a picture from top to bottom that fits a phone: a row for each thing, links beside them.

Links run in lanes left of the things; two that pass the same row have two lanes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from aifkg.web.trace.drawing import Drawing, Edge
from aifkg.web.trace.placed import Box, Curve, Placed, height_of, label_lines, ports

WIDTH = 326.0
"""As wide as a phone of 360 pixels leaves it."""
_MARGIN = 2.0
_GAP = 12.0
_NUMBER = 26.0
"""Room between a thing and the first lane, for the numbers of links."""
_LANE, _MOST_LANES = 11.0, 132.0
_BEND = 5.0


def placed(drawing: Drawing) -> Placed:
    """Return where everything stands."""
    rows = sorted(drawing.things, key=lambda iri: drawing.layers[iri])
    row = {iri: place for place, iri in enumerate(rows)}
    edges = [_downward(edge, row) for edge in drawing.edges]
    lanes = _lanes(edges, row)
    pitch = min(_LANE, _MOST_LANES / (max(lanes, default=0) + 1))
    left = _MARGIN + (max(lanes, default=0) + 1) * pitch + _NUMBER
    met = _met(edges, lanes, row)
    boxes = _boxes(drawing, rows, met, left)
    heights = {
        (iri, place): height
        for iri, places in met.items()
        for place, height in zip(places, ports(boxes[iri].middle, len(places)), strict=True)
    }
    curves = [
        _curve(
            edge,
            left,
            left - _NUMBER - lane * pitch,
            heights[edge.start, at],
            heights[edge.end, at],
        )
        for at, (edge, lane) in enumerate(zip(edges, lanes, strict=True))
    ]
    height = max(box.y + box.height for box in boxes.values()) + _MARGIN
    return Placed(WIDTH, height, boxes, curves)


def _downward(edge: Edge, row: Mapping[str, int]) -> Edge:
    if row[edge.start] < row[edge.end]:
        return edge
    return Edge(edge.end, edge.start, edge.step, edge.path, edge.place)


def _lanes(edges: Sequence[Edge], row: Mapping[str, int]) -> list[int]:
    """Return the lane of each link, the nearest for the shortest, none shared where rows meet."""
    taken: list[list[tuple[int, int]]] = []
    found = [0] * len(edges)
    for at in sorted(range(len(edges)), key=lambda at: _rows_passed(edges[at], row)):
        start, end = row[edges[at].start], row[edges[at].end]
        free = (
            lane
            for lane, spans in enumerate(taken)
            if all(end < first or last < start for first, last in spans)
        )
        lane = next(free, len(taken))
        if lane == len(taken):
            taken.append([])
        taken[lane].append((start, end))
        found[at] = lane
    return found


def _rows_passed(edge: Edge, row: Mapping[str, int]) -> int:
    return row[edge.end] - row[edge.start]


def _met(
    edges: Sequence[Edge], lanes: Sequence[int], row: Mapping[str, int]
) -> dict[str, list[int]]:
    """Return the links that meet each thing, from the top, so that they cross seldom there."""
    above: defaultdict[str, list[int]] = defaultdict(list)
    below: defaultdict[str, list[int]] = defaultdict(list)
    for at in sorted(range(len(edges)), key=lambda at: lanes[at]):
        above[edges[at].end].append(at)
        below[edges[at].start].append(at)
    return {iri: above[iri] + below[iri][::-1] for iri in row}


def _boxes(
    drawing: Drawing, rows: Sequence[str], met: Mapping[str, Sequence[int]], left: float
) -> dict[str, Box]:
    found = {}
    top = _MARGIN
    width = WIDTH - left - _MARGIN
    for iri in rows:
        label = label_lines(drawing.things[iri].label, width)
        height = height_of(label, len(met[iri]))
        found[iri] = Box(left, top, width, height, label)
        top += height + _GAP
    return found


def _curve(edge: Edge, left: float, lane: float, start: float, end: float) -> Curve:
    inner = lane + _BEND
    way = (
        f"M{left:.1f} {start:.1f}H{inner:.1f}Q{lane:.1f} {start:.1f} {lane:.1f} {start + _BEND:.1f}"
        f"V{end - _BEND:.1f}Q{lane:.1f} {end:.1f} {inner:.1f} {end:.1f}H{left:.1f}"
    )
    return Curve(edge, way, left - 3, start - 3, ends_there=True)
