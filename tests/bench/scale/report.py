"""The report on scale: load, memory and p50 at each size, and bars of how p50 grows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from tests.bench.table import bars, megabytes, seconds, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tests.bench.load.wrk import Figures


@dataclass(frozen=True)
class Measured:
    """A server on a graph of one size: seconds to load it, bytes after the load, and figures."""

    server: str
    quads: int
    load: float
    memory: int
    figures: Mapping[str, Figures]


def report(measured: Sequence[Measured]) -> Iterator[str]:
    """Yield a table a server, then the growth from each size to the next."""
    servers = list(dict.fromkeys(one.server for one in measured))
    for server in servers:
        yield from _sizes([one for one in measured if one.server == server])
        yield ""
    sizes = sorted({one.quads for one in measured})
    for less, more in pairwise(sizes):
        before = {one.server: one for one in measured if one.quads == less}
        after = {one.server: one for one in measured if one.quads == more}
        yield f"Growth of p50 from {less:,} to {more:,} quads, {more / less:.1f} times the data:"
        yield from bars(growth(before, after), "x")
        yield ""


def growth(before: Mapping[str, Measured], after: Mapping[str, Measured]) -> dict[str, float]:
    """Return how many times as long each question takes, by question and server."""
    return {
        f"{name}, {server}": after[server].figures[name].p50 / figures.p50
        for name in next(iter(before.values())).figures
        for server in before
        if server in after
        for figures in [before[server].figures[name]]
        if _is_sound(figures) and _is_sound(after[server].figures[name])
    }


def _sizes(measured: Sequence[Measured]) -> Iterator[str]:
    rows = {
        "load": [seconds(one.load) for one in measured],
        "memory (PSS)": [megabytes(one.memory) for one in measured],
    }
    for name in measured[0].figures:
        rows[f"{name}, p50"] = [_cell(one.figures[name]) for one in measured]
    columns = [f"{one.quads:,} quads" for one in measured]
    yield from table(f"{measured[0].server}, cold, 1 client", columns, rows)


def _cell(figures: Figures) -> str:
    if not figures.is_clean:
        return f"{figures.refused + figures.lost} failed"
    return ("> " if figures.is_bound else "") + seconds(figures.p50)


def _is_sound(figures: Figures) -> bool:
    return figures.is_clean and not figures.is_bound
