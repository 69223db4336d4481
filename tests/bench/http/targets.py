"""Targets: what the server is to reach beside its peers, and whether it does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.bench.http.measure import CLIENTS
from tests.bench.http.results import RATE
from tests.bench.table import table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bench.http.results import Results

_ONE, _MANY = CLIENTS


@dataclass(frozen=True)
class Target:
    """A bound, and what was measured: None where the peer is not there."""

    what: str
    measured: float | None
    bound: float
    unit: str
    is_least: bool = True

    @property
    def verdict(self) -> str:
        """Met, missed, or not measured."""
        if self.measured is None:
            return "not measured"
        is_met = self.measured >= self.bound if self.is_least else self.measured <= self.bound
        return "met" if is_met else "MISSED"

    @property
    def row(self) -> list[str]:
        """The cells of the target's line."""
        sign = "≥" if self.is_least else "≤"
        measured = "—" if self.measured is None else f"{self.measured:.3g} {self.unit}"
        return [f"{sign} {self.bound:g} {self.unit}", measured, self.verdict]


def targets(results: Results) -> Iterator[Target]:
    """Yield every target with what was measured."""
    for clients in (_ONE, _MANY):
        warm = results.mean_ratio("oxigraph", RATE, is_warm=True, clients=clients)
        yield Target(_among("warm throughput to Oxigraph's", clients), warm, 2, "x")
    for clients in (_ONE, _MANY):
        ceiling = results.mean_ratio("nginx", RATE, is_warm=True, clients=clients)
        share = None if ceiling is None else ceiling * 100
        yield Target(_among("warm throughput to nginx's", clients), share, 50, "%")
    for peer, least in (("oxigraph", 1), ("rdflib-endpoint", 10)):
        for clients in (_ONE, _MANY):
            cold = results.mean_ratio(peer, RATE, is_warm=False, clients=clients)
            yield Target(_among(f"cold throughput to {peer}'s", clients), cold, least, "x")
    for clients in (_ONE, _MANY):
        pair = results.unchanged.get(clients)
        ratio = None if pair is None else pair[0].rate / pair[1].rate
        yield Target(_among("304 to Oxigraph's 200", clients), ratio, 3, "x")
    yield from _absolute(results)


def lines(results: Results) -> Iterator[str]:
    """Yield the targets as a table."""
    rows = {target.what: target.row for target in targets(results)}
    yield from table("Targets", ["to reach", "measured", ""], rows)


def _absolute(results: Results) -> Iterator[Target]:
    for media_type, found in results.first_bytes.items():
        first = found[results.ours][0] * 1000
        name = media_type.rpartition("/")[2]
        yield Target(f"first byte of 100,000 rows, {name}", first, 300, "ms", is_least=False)
    ready = sorted(results.starts)[len(results.starts) // 2]
    yield Target("second start to first answer", ready, 1.5, "s", is_least=False)
    start, after = (count / 1e6 for count in results.memory[results.ours])
    yield Target("memory after the start", start, 250, "MB", is_least=False)
    yield Target("memory after the load", after, 250, "MB", is_least=False)


def _among(what: str, clients: int) -> str:
    return f"{what}, {clients} client{'s' if clients > 1 else ''}"
