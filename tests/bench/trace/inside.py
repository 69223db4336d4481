"""Inside: traces found in one process, on one snapshot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from aifkg.engine import EmbeddedEngine
from aifkg.names import PrefixTable
from aifkg.share import Share
from aifkg.trace import Question, Tracer
from aifkg.trace.ends import stop
from aifkg.trace.facts import Facts
from aifkg.trace.reading import read
from aifkg.trace.search import Budget, best
from aifkg.trace.view import Limited, view
from tests.bench.trace import peers
from tests.bench.trace.times import Pair, Times, pairs, quietest, timed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

K, N = 5, 4


@dataclass(frozen=True)
class Effort:
    """How many pairs are asked for, and how often; how many of them of peers, and for how long."""

    pairs: int
    runs: int
    peer_pairs: int
    cap: float
    with_paths: bool
    """Whether the engine's property paths are asked as well."""


@dataclass(frozen=True)
class Found:
    """What was measured on one snapshot: seconds and bytes."""

    things: int
    links: int
    hub: int
    """How many neighbours the thing with the most has."""
    load: float
    index: float
    held: int
    peak: int
    joined: int
    """How many of the pairs have a path."""
    times: Mapping[str, Times]


def measure(snapshot: Path, effort: Effort) -> Found:
    """Return how the index and the traces of a snapshot do."""
    since = perf_counter()
    engine = EmbeddedEngine.open(snapshot)
    load = perf_counter() - since
    prefixes = PrefixTable.read(Share.find().ontology / "prefixes.ttl")
    before = _memory("VmRSS")
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    tracer, index = _indexed(engine, prefixes)
    held, peak = _memory("VmRSS") - before, _memory("VmHWM") - before
    for _ in range(effort.runs - 1):
        index = min(index, _indexed(engine, prefixes)[1])
    network = tracer.network
    asked = pairs(network.names.things, effort.pairs)
    joined = sum(bool(_ask(tracer, pair)) for pair in asked)
    times = {**_ours(engine, tracer, asked, effort), **_peers(engine, tracer, asked, effort)}
    hub = int(network.degree.max())
    return Found(len(network), len(network.links), hub, load, index, held, peak, joined, times)


def _indexed(engine: EmbeddedEngine, prefixes: PrefixTable) -> tuple[Tracer, float]:
    since = perf_counter()
    tracer = Tracer(engine, prefixes)
    return tracer, perf_counter() - since


def things(snapshot: Path) -> tuple[str, ...]:
    """Return the things that traces of a snapshot join."""
    return read(EmbeddedEngine.open(snapshot)).names.things


def _ours(
    engine: EmbeddedEngine, tracer: Tracer, asked: Sequence[Pair], effort: Effort
) -> dict[str, Times]:
    search = _search(tracer)

    def alone(pair: Pair) -> None:
        tracer.facts = Facts(engine)
        _ask(tracer, pair)

    found: dict[str, list[Times]] = defaultdict(list)
    for _ in range(effort.runs):
        found["nothing kept"].append(timed(asked, alone))
        tracer.facts = Facts(engine)
        found["pair after pair"].append(timed(asked, lambda pair: _ask(tracer, pair)))
        found["again"].append(timed(asked, lambda pair: _ask(tracer, pair)))
        found["found, not told"].append(timed(asked, search))
    return {name: quietest(runs) for name, runs in found.items()}


def _peers(
    engine: EmbeddedEngine, tracer: Tracer, asked: Sequence[Pair], effort: Effort
) -> dict[str, Times]:
    some = asked[: effort.peer_pairs]
    if not some:
        return {}
    ask = peers.simple_paths(tracer.network, K, N)
    found = {"networkx": timed(some, ask, effort.cap)}
    if effort.with_paths:
        found["property path"] = timed(some, peers.connected(engine))
    return found


def _search(tracer: Tracer) -> Callable[[Pair], object]:
    """Return what finds paths and tells nothing of them, as peers do."""
    seen = view(tracer.network, Limited())
    number = {iri: place for place, iri in enumerate(tracer.network.names.things)}

    def ask(pair: Pair) -> object:
        start, end = (stop(seen, number[iri]) for iri in pair)
        return best(seen, start, end, K, N, Budget(), detours=True)

    return ask


def _ask(tracer: Tracer, pair: Pair) -> object:
    return tracer.trace(Question(pair, K, N)).paths


def _memory(name: str) -> int:
    """Return the bytes that this process has, or had at most (VmHWM)."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))
