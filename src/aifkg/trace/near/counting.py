"""Counts: how many neighbours a thing has by each relation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from aifkg.names import TERM
from aifkg.show.question import Answering, Row
from aifkg.trace.asked import rows, text
from aifkg.trace.near.way import Direction, Way, Ways


@dataclass(frozen=True, slots=True)
class Counted:
    """A relation, and how many neighbours a thing has by it."""

    way: Way
    count: int


def counts(engine: Answering, ways: Ways, thing: str) -> list[Counted]:
    """Return the relations by which a thing has neighbours, most of them first."""
    found = rows(engine, "near/counts", thing=thing)
    told = Counter[str]()
    for row in found:
        told[f"{TERM}{text(row['path'])}"] += int(text(row["all"]) or 0)
    counted = [one for row in found for one in _counted(ways, row, told)]
    return sorted(counted, key=lambda one: (-one.count, one.way.label, one.way.name))


def _counted(ways: Ways, row: Row, told: Counter[str]) -> Iterator[Counted]:
    """Yield what a row counts, less what classes tell of."""
    term, path, count = text(row["term"]), text(row["path"]), int(text(row["count"]))
    direction = Direction.OUT if text(row["part"]) == Direction.OUT else Direction.IN
    way = ways.get(f"{term}/{path}" if path else term, direction)
    is_mixed = way is not None and way.is_mixed
    left = count - told[term] if is_mixed else count
    if way is not None and left > 0:
        yield Counted(way, left)
