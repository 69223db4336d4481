"""Served: traces over HTTP, of pairs that nobody asked for before and of pairs asked again."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import httpx

from tests.bench.load import lua, wrk
from tests.bench.trace.inside import K, N

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.bench.load.wrk import Figures
    from tests.bench.servers.running import Running
    from tests.bench.trace.times import Pair

CLIENTS = 16
_TYPE = "application/json"
_REPEATED = 32


def target(pair: Pair) -> str:
    """Return where the trace of a pair is."""
    first, second = (quote(iri, safe="") for iri in pair)
    return f"/trace.json?from={first}&to={second}&k={K}&n={N}"


def refused(server: Running, pair: Pair) -> int | None:
    """Return the status that a server answers with where it has no traces."""
    status = httpx.get(f"http://{server.authority}{target(pair)}", timeout=60).status_code
    return None if status == httpx.codes.OK else status


def new(server: Running, asked: Sequence[Pair], runs: int, seconds: int) -> Figures:
    """Return the figures of the quietest run, each with pairs of its own."""
    size = len(asked) // runs
    slices = [asked[number * size : (number + 1) * size] for number in range(runs)]
    found = [_drive(server, own, seconds) for own in slices]
    for figures in found:
        if figures.answers > size:
            raise RuntimeError(f"{figures.answers} answers to {size} pairs: some were not new")
    return min(found, key=lambda one: one.p99)


def again(server: Running, asked: Sequence[Pair], runs: int, seconds: int) -> Figures:
    """Return the figures of the quietest run of a few pairs, over and over."""
    some = asked[:_REPEATED]
    _drive(server, some, 1)
    return min((_drive(server, some, seconds) for _ in range(runs)), key=lambda one: one.p99)


def _drive(server: Running, asked: Sequence[Pair], seconds: int) -> Figures:
    script = lua.listed(server, [target(pair) for pair in asked], _TYPE)
    return wrk.drive(script, server.authority, CLIENTS, seconds)
