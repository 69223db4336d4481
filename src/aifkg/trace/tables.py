"""Tables: what a graph says of all things at once, each thing a number.

Numbers are given as things are met. Whole columns of them are joined, so that a large graph costs
little for each of its links.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import repeat

import numpy as np

from aifkg.engine import EmbeddedEngine
from aifkg.names import TERM
from aifkg.span import covered
from aifkg.trace.asked import cells
from aifkg.trace.network import Numbers

_ESCAPED = {"\\t": "\t", "\\n": "\n", "\\r": "\r", '\\"': '"', "\\\\": "\\"}


@dataclass(frozen=True, slots=True)
class Pairs:
    """Two columns of numbers."""

    left: Numbers
    right: Numbers

    def __len__(self) -> int:
        return len(self.left)

    def of(self, is_kept: np.ndarray) -> Pairs:
        """Return the pairs that are kept."""
        return Pairs(self.left[is_kept], self.right[is_kept])

    def then(self, other: Pairs) -> Pairs:
        """Return what these lead to by way of the others, each pair once."""
        first, second = matched(self.right, other.left)
        return Pairs(self.left[first], other.right[second]).once()

    def once(self) -> Pairs:
        """Return each pair once, sorted."""
        order = np.lexsort((self.right, self.left))
        left, right = self.left[order], self.right[order]
        is_new = (np.diff(left, prepend=-1) != 0) | (np.diff(right, prepend=-1) != 0)
        return Pairs(left[is_new], right[is_new])


@dataclass(frozen=True, slots=True)
class Days:
    """The first and the last day, as ordinals, that some things have by one property."""

    of: Numbers
    first: Numbers
    last: Numbers


class Tables:
    """The tables of one graph."""

    def __init__(self, engine: EmbeddedEngine) -> None:
        self._engine = engine
        self._numbers: dict[str, int] = {}
        """By IRI in angle brackets, as cells have it."""

    def __len__(self) -> int:
        return len(self._numbers)

    def iris(self) -> Sequence[str]:
        """Return the things by number."""
        return [iri[1:-1] for iri in self._numbers]

    def of_class(self, class_: str) -> Numbers:
        """Return the things of a class; who was not met has a number from now on."""
        numbers, found = self._numbers, []
        for piece in cells(self._engine, "of-class", **{"class": class_}):
            found += [numbers.setdefault(iri, len(numbers)) for iri in piece]
        return np.array(found, dtype=np.int32)

    def derived_of_class(self, class_: str) -> Numbers:
        """Return the things of a class that a rule made."""
        pieces = cells(self._engine, "derived-of-class", **{"class": class_})
        return _joined(self._numbered(piece) for piece in pieces)

    def pairs(self, name: str) -> Pairs:
        """Return the things that are linked by a property, of this local name."""
        pieces = cells(self._engine, "values", property=TERM + name)
        both = _joined(self._numbered(piece) for piece in pieces).reshape(-1, 2)
        return Pairs(*both[(both >= 0).all(axis=1)].T)

    def days(self, name: str) -> Days:
        """Return the days that things have by a property, of this local name."""
        found = [np.zeros((0, 3), dtype=np.int32)]
        known = cache(_days)
        for piece in cells(self._engine, "values", property=TERM + name):
            days = np.array([known(date) for date in piece[1::2]], dtype=np.int32)
            found.append(np.column_stack((self._numbered(piece[::2]), days)))
        rows = np.concatenate(found)
        return Days(*rows[(rows[:, 0] >= 0) & (rows[:, 1] > 0)].T)

    def texts(self, property_: str) -> Iterator[tuple[int, str]]:
        """Yield what things are called by a property."""
        for piece in cells(self._engine, "labels", property=property_):
            for iri, literal in zip(piece[::2], piece[1::2], strict=True):
                number = self._numbers.get(iri)
                if number is not None:
                    yield number, _text(literal)

    def _numbered(self, iris: Sequence[str]) -> Numbers:
        numbers = map(self._numbers.get, iris, repeat(-1))
        return np.fromiter(numbers, dtype=np.int32, count=len(iris))


def matched(left: Numbers, right: Numbers) -> tuple[Numbers, Numbers]:
    """Return the places in two columns that hold the same number, each with each."""
    order = np.argsort(right, kind="stable")
    first = np.searchsorted(right, left, "left", sorter=order)
    counts = np.searchsorted(right, left, "right", sorter=order) - first
    begins = np.cumsum(counts) - counts
    found = np.repeat(first - begins, counts) + np.arange(counts.sum())
    return np.repeat(np.arange(len(left)), counts), order[found]


def _joined(parts: Iterator[Numbers]) -> Numbers:
    return np.concatenate((np.zeros(0, dtype=np.int32), *parts))


def _days(literal: str) -> tuple[int, int]:
    """Return the days that a date covers, or (0, 0) where it is none."""
    value, _, datatype = literal.partition('"^^')
    span = covered(value[1:], datatype[1:-1])
    return (0, 0) if span is None else (span.first.toordinal(), span.last.toordinal())


def _text(literal: str) -> str:
    text = literal[1 : literal.rindex('"')]
    if "\\" not in text:
        return text
    return re.sub(r"\\.", lambda escape: _ESCAPED.get(escape[0], escape[0]), text)
