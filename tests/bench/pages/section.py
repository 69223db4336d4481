"""The section: pages and documents of things, beside nginx with the same bytes and Trifid."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from aifkg import build
from aifkg.names import BASE, named_at
from aifkg.share import Share
from aifkg.trace.near import Direction
from aifkg.web.near import address
from tests.bench.http.stage import Stage, tell
from tests.bench.load import wrk
from tests.bench.pages import hub
from tests.bench.pages.measure import TYPES, Waits, asked, fresh, held, path
from tests.bench.servers import nginx, ours
from tests.bench.servers.trifid import NAME as TRIFID
from tests.bench.servers.trifid import Trifid
from tests.bench.table import seconds, table

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator, Sequence

    from tests.bench.load.wrk import Figures
    from tests.bench.servers.running import Running

_THING = "id/ai-factory/lumi"
_CLIENTS = (1, 16)
_TO_NGINX, _UNCACHED_MS, _PAGE_BYTES, _HUB_MS, _PART_MS = 3, 15, 60_000, 100, 50
_TIMES = 30


def arguments(parser: ArgumentParser) -> None:
    """Add the options of this section."""
    parser.add_argument("--runs", type=int, default=3, help="runs of each load; medians are taken")
    parser.add_argument("--seconds", type=int, default=2, help="of a run")
    parser.add_argument("--things", type=int, default=300, help="whose pages are made anew")
    parser.add_argument("--links", type=int, default=100_000, help="that point at the hub")
    parser.add_argument(
        "--peers", type=Path, default=Path(".venv/peers"), help="folder that has the peers"
    )


def run(options: Namespace) -> Iterator[str]:
    """Measure, and yield the report; raise wrk.Missing where there is no load generator."""
    wrk.check()
    share = Share.find()
    snapshot = build.ensure(share).quads_path
    trifid = Trifid(options.peers.absolute() / TRIFID)
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        stage = Stage(Path(name), stack)
        stage.add("aifkg", lambda: "", partial(ours.serving, snapshot))
        stage.add(TRIFID, trifid.version, partial(trifid.serving, snapshot))
        own, *peers = stage.servers
        documents = {
            ending: httpx.get(f"http://{own.authority}{path(own, _THING, ending)}").content
            for ending in TYPES
        }
        files = partial(nginx.serving, {f"lumi.{key}": body for key, body in documents.items()})
        stage.add("nginx", nginx.version, files)
        yield f"Measured: {', '.join(stage.versions)}."
        for absent, reason in stage.absent.items():
            yield f"Left out: {absent}, {reason}."
        yield ""
        yield from _cached(stage.servers, options)
        yield ""
        yield from _uncached([own, *peers], _some(share, options.things))
    yield ""
    yield from _hub(snapshot, options)


def _cached(servers: Sequence[Running], options: Namespace) -> Iterator[str]:
    rows = {}
    for ending in TYPES:
        for clients in _CLIENTS:
            tell(f"{ending}, {clients} clients")
            figures = [_held(server, ending, clients, options) for server in servers]
            first = figures[0]
            told = [f"{first.rate:,.0f}", seconds(first.p50)]
            told += [f"{one.p50 / first.p50:.2f}x" for one in figures[1:]]
            rows[f"{ending}, {clients} client{'s' if clients > 1 else ''}"] = told
    names = [f"{server.name}: p50 to ours" for server in servers[1:]]
    columns = ["answers a second", "p50", *names]
    yield from table(
        f"{_THING} again and again (to reach: nginx >= {1 / _TO_NGINX:.2f}x)", columns, rows
    )


def _held(server: Running, ending: str, clients: int, options: Namespace) -> Figures:
    is_file = server.name == "nginx"
    target = f"/lumi.{ending}" if is_file else path(server, _THING, ending)
    return held(server, target, ending, clients, (options.runs, options.seconds))


def _uncached(servers: Sequence[Running], names: Sequence[str]) -> Iterator[str]:
    rows = {}
    for ending in TYPES:
        for server in servers:
            tell(f"{ending} of {server.name}, made anew")
            rows[f"{ending}, {server.name}"] = _told(fresh(server, names, ending))
    title = (
        f"{len(names)} things, each made anew (to reach: {_UNCACHED_MS} ms, {_PAGE_BYTES:,} bytes)"
    )
    yield from table(title, ["median", "p95", "median size", "largest"], rows)


def _hub(snapshot: Path, options: Namespace) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as name:
        large = Path(name) / "hub.nq"
        hub.with_hub(snapshot, large, options.links)
        tell("the hub")
        with ours.serving_any(large, Path(name), {}) as server:
            rows = {}
            for ending in TYPES:
                waits = fresh(server, [hub.NAME] * _TIMES, ending)
                rows[ending] = [seconds(waits.seconds[0]), *_told(waits)]
            for name, after in (
                ("counts", None),
                ("first part", 0),
                ("last part", options.links - 200),
            ):
                for ending, accept in (("html", "text/html"), ("json", "application/json")):
                    waits = asked(server, [_neighbours(after)] * _TIMES, accept)
                    rows[f"neighbours, {name}, {ending}"] = [
                        seconds(waits.seconds[0]),
                        *_told(waits),
                    ]
    tell("")
    title = (
        f"A hub with {options.links:,} links to it, made anew "
        f"(to reach: {_HUB_MS} ms, {_PART_MS} ms for a part of its neighbours)"
    )
    yield from table(title, ["first", "median", "p95", "median size", "largest"], rows)


def _neighbours(after: int | None) -> str:
    """Return where neighbours are counted, or listed behind so many; nobody holds such answers."""
    of = BASE + hub.NAME
    return address(of) if after is None else address(of, hub.PROPERTY, Direction.IN, after)


def _told(waits: Waits) -> list[str]:
    sizes = sorted(waits.sizes)
    return [
        seconds(waits.median),
        seconds(waits.p95),
        f"{sizes[len(sizes) // 2]:,}",
        f"{sizes[-1]:,}",
    ]


def _some(share: Share, most: int) -> list[str]:
    """Return the names of things of every kind, evenly taken, but of those that others name."""
    files = (share.data / "id").glob("*/*.ttl")
    places = sorted(f"id/{one.parent.name}/{one.stem}" for one in files)
    names = [name for name in places if named_at(BASE + name) == BASE + name]
    return names[:: max(1, len(names) // most)]
