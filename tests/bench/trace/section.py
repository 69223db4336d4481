"""The section: connections in process, beside networkx and property paths; and over HTTP."""

from __future__ import annotations

import tempfile
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from aifkg import build
from aifkg.share import Share
from tests.bench.http.stage import tell
from tests.bench.load import wrk
from tests.bench.servers import ours
from tests.bench.table import megabytes, seconds, table
from tests.bench.trace import inside, served
from tests.bench.trace.inside import Effort, K, N
from tests.bench.trace.made import make
from tests.bench.trace.times import pairs

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator

    from tests.bench.load.wrk import Figures
    from tests.bench.trace.inside import Found

_UNITS = {"k": 1_000, "M": 1_000_000}
_BYTES_A_LINK, _BYTES_A_PEERS = 2_000, 1_000
"""What the store and the index take of a made graph; what the graph of networkx takes besides."""
_NEW_A_SECOND = 1_500
"""More pairs than are answered in a second of one run."""
_REAL = "to reach: median 5 ms, p99 25 ms"
_MADE = "to reach with 1M links: index 10 s and 500 MB, median 100 ms"
_HTTP = "to reach: p99 100 ms"


def arguments(parser: ArgumentParser) -> None:
    """Add the options of this section."""
    parser.add_argument("--pairs", type=int, default=1_000, help="of the real graph")
    parser.add_argument("--runs", type=int, default=3, help="of each measure; the quietest counts")
    parser.add_argument(
        "--links", type=_sizes, default=[1_000_000], help="of made graphs, such as 1M,10M, or 0"
    )
    parser.add_argument("--made-pairs", type=int, default=200, help="of each made graph")
    parser.add_argument("--peer-pairs", type=int, default=100, help="that peers are asked for")
    parser.add_argument("--cap", type=float, default=2.0, help="seconds of networkx for a pair")
    parser.add_argument("--seconds", type=int, default=5, help="of a run over HTTP")


def run(options: Namespace) -> Iterator[str]:
    """Measure, and yield the report; raise wrk.Missing where there is no load generator."""
    wrk.check()
    snapshot = build.ensure(Share.find()).quads_path
    yield f"Traces of k={K} and n={N} between random things; the quietest of {options.runs} runs."
    yield ""
    tell("the real graph")
    effort = Effort(options.pairs, options.runs, options.peer_pairs, options.cap, with_paths=True)
    yield from _told("The real graph", _REAL, _apart(snapshot, effort), options.cap)
    for links in filter(None, options.links):
        yield ""
        yield from _made(snapshot, links, options)
    yield ""
    yield from _served(snapshot, options)


def _made(snapshot: Path, links: int, options: Namespace) -> Iterator[str]:
    if links * _BYTES_A_LINK > _available():
        yield f"Left out: {links:,} links, which need {megabytes(links * _BYTES_A_LINK)} of memory."
        return
    tell(f"{links:,} links")
    both = links * (_BYTES_A_LINK + _BYTES_A_PEERS)
    some = max(1, options.peer_pairs // 10) if both <= _available() else 0
    effort = Effort(options.made_pairs, options.runs, some, options.cap, with_paths=False)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "made.nq"
        make(snapshot, target, links)
        yield from _told("A made graph", _MADE, _apart(target, effort), options.cap)
    if not some:
        yield f"Left out: networkx beside it, which needs {megabytes(both)} of memory with it."


def _told(title: str, aim: str, found: Found, cap: float) -> Iterator[str]:
    """Yield the table of one snapshot."""
    ours_ = found.times["pair after pair"]
    rows = {
        name: [
            f"{len(times.seconds):,}",
            seconds(times.median),
            seconds(times.p99),
            f"{times.median / ours_.median:.2f}x",
            f"{times.capped}" if times.capped else "",
        ]
        for name, times in found.times.items()
    }
    yield f"{title}: {found.things:,} things, {found.links:,} links, a hub with {found.hub:,}."
    yield (
        f"Loaded in {seconds(found.load)}; index made in {seconds(found.index)}, "
        f"{megabytes(found.held)} ({megabytes(found.peak)} while it is made)."
    )
    yield f"{found.joined:,} pairs are joined; the others are explained."
    columns = ["pairs", "median", "p99", "median to ours", f"ended at {cap:g} s"]
    yield from table(aim, columns, rows)


def _served(snapshot: Path, options: Namespace) -> Iterator[str]:
    tell("over HTTP")
    asked = _many(snapshot, options.runs * options.seconds * _NEW_A_SECOND)
    with (
        tempfile.TemporaryDirectory() as folder,
        ours.serving_any(snapshot, Path(folder), {}) as server,
    ):
        if status := served.refused(server, asked[0]):
            yield f"Left out: traces over HTTP, which are answered with {status}."
            return
        effort = options.runs, options.seconds
        rows = {
            "new pairs": _figures(served.new(server, asked[1:], *effort)),
            "pairs asked again": _figures(served.again(server, asked, *effort)),
        }
    tell("")
    title = f"/trace.json, {served.CLIENTS} clients ({_HTTP})"
    yield from table(title, ["answers a second", "p50", "p99", "failed"], rows)


def _figures(figures: Figures) -> list[str]:
    failed = figures.refused + figures.lost
    return [f"{figures.rate:,.0f}", seconds(figures.p50), seconds(figures.p99), f"{failed or ''}"]


def _many(snapshot: Path, count: int) -> list[tuple[str, str]]:
    """Return different pairs of things of a snapshot."""
    with _process() as pool:
        things = pool.submit(inside.things, snapshot).result()
    return list(dict.fromkeys(pairs(things, count)))


def _apart(snapshot: Path, effort: Effort) -> Found:
    """Measure in a fresh process, so that no graph pays for the memory of another."""
    with _process() as pool:
        return pool.submit(inside.measure, snapshot, effort).result()


_process = partial(ProcessPoolExecutor, 1, mp_context=get_context("spawn"))


def _available() -> int:
    """Return the bytes of memory that the machine has free."""
    lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable"))


def _sizes(text: str) -> list[int]:
    """Return numbers of links, such as 500k or 10M."""
    return [int(part.rstrip("kM")) * _UNITS.get(part[-1:], 1) for part in text.split(",")]
