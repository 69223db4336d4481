"""The report over HTTP: tables of ratios to ours, and the targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bench.http import targets
from tests.bench.http.measure import ALL, CLIENTS, Cell
from tests.bench.http.results import P50, P99, RATE
from tests.bench.servers import bare
from tests.bench.table import megabytes, seconds, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bench.http.results import Results

_ONE, _MANY = CLIENTS
_TITLES = {RATE: "answers a second", P50: "p50", P99: "p99"}
_NONE = "—"


def report(results: Results) -> Iterator[str]:
    """Yield the lines of the whole report."""
    yield from _peers(results)
    yield ""
    yield from _answers(results)
    yield ""
    yield "In all tables ours is as measured; a peer's cell says how many times as good ours is:"
    yield "above 1x ours is better. * marks another answer than ours, which is outside the mean."
    for figure, clients in ((RATE, _MANY), (RATE, _ONE), (P50, _ONE), (P99, _MANY)):
        for is_warm in (True, False):
            yield ""
            yield from _figures(results, figure, clients, is_warm=is_warm)
    yield ""
    yield from _ceiling(results)
    for part in (_held(results), _costs(results), _first_bytes(results), _faults(results)):
        yield ""
        yield from part
    yield ""
    yield from targets.lines(results)


def _peers(results: Results) -> Iterator[str]:
    yield f"Measured: {', '.join(results.versions)}."
    for name, reason in results.absent.items():
        yield f"Left out: {name}, {reason}."


def _answers(results: Results) -> Iterator[str]:
    names = [server.name for server in results.servers if server.is_endpoint]
    rows = {
        name: [
            (answer.fault if answer.rows is None else f"{answer.rows:,}")
            + ("" if answer.rows == given[0].rows else " *")
            for answer in given
        ]
        for name, given in results.answers.items()
    }
    yield from table("Rows of each answer", names, rows)


def _figures(results: Results, figure: str, clients: int, *, is_warm: bool) -> Iterator[str]:
    heat = "warm" if is_warm else "cold"
    title = f"{heat}, {clients} client{'s' if clients > 1 else ''}: {_TITLES[figure]}"
    peers = [server.name for server in results.servers[1:] if is_warm or server.is_endpoint]
    rows = {}
    for name in (*results.answers, ALL):
        cell = Cell(name, is_warm, clients)
        rows[name] = [_ours(results, cell, figure)]
        rows[name] += [_mark(results, cell, peer, figure) for peer in peers]
    means = (results.mean_ratio(peer, figure, is_warm=is_warm, clients=clients) for peer in peers)
    rows["geometric mean of the questions"] = ["", *map(_times, means)]
    yield from table(title, [results.ours, *peers], rows)


def _ours(results: Results, cell: Cell, figure: str) -> str:
    figures = results.taken[cell].get(results.ours)
    if figures is None:
        return _NONE
    return f"{figures.rate:,.0f}" if figure == RATE else seconds(getattr(figures, figure))


def _mark(results: Results, cell: Cell, peer: str, figure: str) -> str:
    text = _times(results.ratio(cell, peer, figure))
    if text == _NONE:
        return text
    bound = "> " if results.taken[cell][peer].is_bound else ""
    return bound + text + (" *" if cell.question in results.differing(peer) else "")


def _times(ratio: float | None) -> str:
    if ratio is None:
        return _NONE
    return f"{ratio:,.0f}x" if ratio >= 100 else f"{ratio:.2f}x"


def _ceiling(results: Results) -> Iterator[str]:
    """Say what Oxigraph's own server leaves to any server in Python."""
    for clients in CLIENTS:
        most = results.mean_ratio("oxigraph", RATE, is_warm=False, clients=clients, of=bare.NAME)
        yield (
            f"Cold, {clients} client{'s' if clients > 1 else ''}: the engine behind the least "
            f"Python that answers over HTTP, without limits, does {_times(most)} of Oxigraph's."
        )


def _held(results: Results) -> Iterator[str]:
    rows = {
        f"{clients} client{'s' if clients > 1 else ''}": [
            f"{held.rate:,.0f}",
            f"{whole.rate:,.0f}",
            _times(held.rate / whole.rate),
        ]
        for clients, (held, whole) in results.unchanged.items()
    }
    yield from table("An answer that is held", ["our 304", "Oxigraph's 200", "ratio"], rows)


def _costs(results: Results) -> Iterator[str]:
    rows = {}
    start, after = results.memory[results.ours]
    for server in results.servers:
        first, last = results.memory[server.name]
        rows[server.name] = [
            _NONE if server.load is None else seconds(server.load),
            seconds(server.ready),
            megabytes(first),
            _times(first / start),
            megabytes(last),
            _times(last / after),
        ]
    columns = ["load", "start to answer", "memory", "to ours", "after the load", "to ours"]
    yield from table("Start and memory (PSS)", columns, rows)
    yield f"Starts of {results.ours}: {', '.join(seconds(one) for one in results.starts)}."


def _first_bytes(results: Results) -> Iterator[str]:
    rows = {
        f"{name}, {media_type.rpartition('/')[2]}": [seconds(first), seconds(last)]
        for media_type, found in results.first_bytes.items()
        for name, (first, last) in found.items()
    }
    yield from table("100,000 rows, cold", ["first byte", "last byte"], rows)


def _faults(results: Results) -> Iterator[str]:
    faults = results.faults()
    for cell, name, figures in faults:
        heat = "warm" if cell.is_warm else "cold"
        yield (
            f"FAULT: {name}, {cell.question}, {heat}, {cell.clients} clients: "
            f"{figures.refused} answers of status 400 or more, {figures.lost} requests lost."
        )
    if not faults:
        yield "Every request was answered, none with a status of 400 or more."
