"""Placed: where the things, links and legend of a picture stand, in pixels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aifkg.web.trace.drawing import Edge
from aifkg.web.trace.lettering import lines

SIZE = 13.0
"""Pixels of a letter."""
LINE = 16.0
PORT = 14.0
"""Pixels between the places where two links meet a thing."""
ICON = 12.0
_PADDING = 8.0
_MOST_LINES = 5


@dataclass(frozen=True, slots=True)
class Box:
    """A thing: its label in lines beside its mark, by its upper left corner."""

    x: float
    y: float
    width: float
    height: float
    lines: Sequence[str]

    @property
    def middle(self) -> float:
        """How far down its middle is."""
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Curve:
    """A link: its way, and where its number stands, which ends there or begins."""

    edge: Edge
    way: str
    x: float
    y: float
    ends_there: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """Everything of a picture but its legend."""

    width: float
    height: float
    boxes: Mapping[str, Box]
    curves: Sequence[Curve]


def text_room(width: float) -> float:
    """Return how much of a box is for its label."""
    return width - ICON - 3 * _PADDING


def label_lines(label: str, width: float) -> list[str]:
    """Return a label as it stands in a box."""
    return lines(label, text_room(width), SIZE, _MOST_LINES)


def height_of(label: Sequence[str], ports: int) -> float:
    """Return how high a box is for its label and for the links that meet it on one side."""
    return max(len(label) * LINE + _PADDING, ports * PORT + _PADDING)


def ports(middle: float, count: int) -> list[float]:
    """Return where links meet a thing on one side, from the top."""
    return [middle + (place - (count - 1) / 2) * PORT for place in range(count)]
