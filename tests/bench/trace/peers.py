"""Peers: networkx on the same edges, and a property path in the same engine."""

from __future__ import annotations

from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np

from aifkg.engine import NamedNode

if TYPE_CHECKING:
    from collections.abc import Callable

    from aifkg.engine import EmbeddedEngine
    from aifkg.trace.network import Network
    from tests.bench.trace.times import Pair

_CONNECTED = Path(__file__).with_name("connected.rq")


def simple_paths(network: Network, k: int, n: int) -> Callable[[Pair], list[list[int]]]:
    """Return what finds the `k` shortest simple paths of at most `n` steps with networkx.

    They are neither weighed nor told.
    """
    graph = nx.Graph()
    graph.add_nodes_from(range(len(network)))
    start = np.repeat(np.arange(len(network)), np.diff(network.row))
    graph.add_edges_from(zip(start.tolist(), network.target.tolist(), strict=True))
    number = {iri: place for place, iri in enumerate(network.names.things)}

    def ask(pair: Pair) -> list[list[int]]:
        first, second = (number[iri] for iri in pair)
        if not nx.has_path(graph, first, second):
            return []
        found = nx.shortest_simple_paths(graph, first, second)
        short = takewhile(lambda path: len(path) <= n + 1, found)
        return [path for path, _ in zip(short, range(k), strict=False)]

    return ask


def connected(engine: EmbeddedEngine) -> Callable[[Pair], object]:
    """Return what asks the engine whether two things are joined at all."""
    text = _CONNECTED.read_text(encoding="utf-8")

    def ask(pair: Pair) -> object:
        start, end = map(NamedNode, pair)
        return engine.query(text, bindings={"start": start, "end": end})

    return ask
