"""Peers: they are asked for what the tracer is asked for."""

from __future__ import annotations

import pytest

from aifkg import build
from aifkg.engine import EmbeddedEngine, Truth
from aifkg.names import PrefixTable
from aifkg.share import Share
from aifkg.trace import Order, Question, Tracer
from tests.bench.trace.peers import connected, simple_paths
from tests.bench.trace.times import pairs


@pytest.fixture(scope="module")
def engine(share: Share) -> EmbeddedEngine:
    return EmbeddedEngine.open(build.ensure(share).quads_path)


@pytest.fixture(scope="module")
def tracer(engine: EmbeddedEngine, table: PrefixTable) -> Tracer:
    return Tracer(engine, table)


def test_networkx_finds_as_many_paths_and_as_short_ones(tracer: Tracer) -> None:
    ask = simple_paths(tracer.network, 5, 4)
    for pair in pairs(tracer.network.names.things, 40):
        ours = tracer.trace(Question(pair, 5, 4, Order.SHORTEST, detours=True)).paths
        assert [len(path) - 1 for path in ask(pair)] == [len(path.steps) for path in ours]


def test_the_property_path_joins_what_the_tracer_joins(
    engine: EmbeddedEngine, tracer: Tracer
) -> None:
    ask = connected(engine)
    for pair in pairs(tracer.network.names.things, 10):
        if tracer.trace(Question(pair, 1, 8)).paths:
            assert ask(pair) == Truth(value=True)
