"""Results: everything that was measured over HTTP, and the ratios in it."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import geometric_mean
from typing import TYPE_CHECKING

from tests.bench.http.answers import differing
from tests.bench.http.measure import Cell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.bench.http.answers import Answer
    from tests.bench.http.measure import Taken
    from tests.bench.load.wrk import Figures
    from tests.bench.servers.running import Running

RATE, P50, P99 = "rate", "p50", "p99"


@dataclass(frozen=True)
class Results:
    """What was measured; the first server is ours, and nginx has no place in the answers."""

    servers: Sequence[Running]
    absent: Mapping[str, str]
    versions: Sequence[str]
    answers: Mapping[str, Sequence[Answer]]
    taken: Taken
    memory: Mapping[str, tuple[int, int]]
    starts: Sequence[float]
    unchanged: Mapping[int, tuple[Figures, Figures]]
    first_bytes: Mapping[str, Mapping[str, tuple[float, float]]]

    @property
    def ours(self) -> str:
        """The name of our server."""
        return self.servers[0].name

    @property
    def peers(self) -> list[str]:
        """The names of the others."""
        return [server.name for server in self.servers[1:]]

    def differing(self, peer: str) -> set[str]:
        """Return the questions that a peer answers otherwise than we do."""
        names = [server.name for server in self.servers if server.is_endpoint]
        return differing(self.answers, names.index(peer)) if peer in names else set()

    def ratio(self, cell: Cell, peer: str, figure: str, *, of: str | None = None) -> float | None:
        """Return how many times as good ours is: more answers, or less time; None if unknown.

        With `of`, return it of another server than ours.
        """
        ours, theirs = (self.taken[cell].get(name) for name in (of or self.ours, peer))
        if ours is None or theirs is None:
            return None
        if figure == RATE:
            return ours.rate / theirs.rate
        return float(getattr(theirs, figure) / getattr(ours, figure))

    def mean_ratio(
        self, peer: str, figure: str, *, is_warm: bool, clients: int, of: str | None = None
    ) -> float | None:
        """Return the geometric mean over the questions that both answer alike."""
        found = [
            self.ratio(Cell(name, is_warm, clients), peer, figure, of=of)
            for name in self.answers
            if name not in self.differing(peer)
        ]
        known = [ratio for ratio in found if ratio is not None]
        return geometric_mean(known) if known else None

    def faults(self) -> list[tuple[Cell, str, Figures]]:
        """Return every load that a server did not answer wholly and well."""
        return [
            (cell, name, figures)
            for cell, found in self.taken.items()
            for name, figures in found.items()
            if not figures.is_clean
        ]
