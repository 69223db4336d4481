"""Plain terms: the properties whose values are no things, and what their dates say of a link."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from aifkg.engine import EmbeddedEngine
from aifkg.names import TERM
from aifkg.show.question import Row
from aifkg.trace.asked import is_true, rows, text


@dataclass(frozen=True, slots=True)
class PlainTerms:
    """These properties by local name, dates among others."""

    names: frozenset[str]
    beginning: frozenset[str]
    ending: frozenset[str]
    """Those of dates that begin or end what they are of."""
    over: frozenset[str]
    """Those of dates by which it had ended, at whatever time before."""

    @classmethod
    def read(cls, engine: EmbeddedEngine) -> PlainTerms:
        """Return those of a loaded graph."""
        found = rows(engine, "plain-terms")
        return cls(
            _names(found),
            _names(row for row in found if is_true(row["begins"])),
            _names(row for row in found if is_true(row["ends"])),
            _names(row for row in found if is_true(row["is_over"])),
        )


def _names(found: Iterable[Row]) -> frozenset[str]:
    return frozenset(text(row["property"]).removeprefix(TERM) for row in found)
