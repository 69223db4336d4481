"""The tally: what became of every request."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHOWN = 5


@dataclass
class Tally:
    """Counts of answers and of what went wrong, with the first few of each kind in words."""

    right: int = 0
    busy: int = 0
    seconds: list[float] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    shown: list[str] = field(default_factory=list)
    killed: int = 0
    reloads: int = 0

    def fault(self, kind: str, detail: str) -> None:
        """Count a request that went wrong."""
        self.faults[kind] += 1
        if self.faults[kind] <= _SHOWN:
            self.shown.append(f"{kind}: {detail}")


def percentile(values: Sequence[float], share: float) -> float:
    """Return the least value that so many of a hundred do not pass (nearest rank)."""
    if not values:
        raise ValueError("there is no percentile of nothing")
    return sorted(values)[max(0, ceil(share / 100 * len(values)) - 1)]
