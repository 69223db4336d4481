"""The made graph: as many links as asked for, with hubs, whose steps can be told."""

from __future__ import annotations

from pathlib import Path

import pytest

from aifkg import build
from aifkg.engine import EmbeddedEngine
from aifkg.names import BASE, PrefixTable
from aifkg.share import Share
from aifkg.trace import Question, Tracer
from tests.bench.trace.made import make

LINKS = 20_000


@pytest.fixture(scope="module")
def made(share: Share, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("made") / "made.nq"
    make(build.ensure(share).quads_path, target, LINKS)
    return target


@pytest.fixture(scope="module")
def tracer(made: Path, table: PrefixTable) -> Tracer:
    return Tracer(EmbeddedEngine.open(made), table)


def test_it_has_about_as_many_links_as_asked_for(tracer: Tracer) -> None:
    assert 0.9 * LINKS < len(tracer.network.links) < 1.3 * LINKS


def test_a_few_things_are_hubs_and_most_have_few_neighbours(tracer: Tracer) -> None:
    degrees = sorted(tracer.network.degree.tolist())
    assert degrees[-1] > LINKS / 20
    assert degrees[len(degrees) // 2] <= 4


def test_each_step_of_a_path_through_it_has_evidence(tracer: Tracer) -> None:
    ends = f"{BASE}id/made/aifactory-1", f"{BASE}id/made/person-0"
    found = tracer.trace(Question(ends, 3, 6))
    assert found.paths
    assert all(step.evidence for step in found.steps)


def test_the_same_graph_comes_out_twice(share: Share, made: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.nq"
    make(build.ensure(share).quads_path, again, LINKS)
    assert again.read_bytes() == made.read_bytes()
