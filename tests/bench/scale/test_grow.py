"""Growing: a graph of any size in the shape of the real one."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from aifkg.engine import EmbeddedEngine, Solutions
from tests.bench.scale.grow import copies, grow
from tests.bench.scale.section import arguments

BASE = "https://w3id.org/aifkg/"
LINES = f"""<{BASE}id/ai-factory/lumi> <{BASE}ontology#by> <{BASE}id/organisation/csc> .
<{BASE}id/ai-factory/lumi> <{BASE}ontology#by> <{BASE}id/organisation/csc> <{BASE}source/a#t> .
<{BASE}id/organisation/csc> <http://www.w3.org/2000/01/rdf-schema#label> "<{BASE}" .
<{BASE}ontology#AIFactory> <http://www.w3.org/2000/01/rdf-schema#label> "AI factory"@en .
<{BASE}dispute/one#a> <{BASE}ontology#resolvedByVerdict> <{BASE}verdict/b> .
"""


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    path = tmp_path / "real.nq"
    path.write_text(LINES, encoding="utf-8")
    return path


def test_one_copy_is_the_snapshot_itself(snapshot: Path, tmp_path: Path) -> None:
    assert grow(snapshot, tmp_path / "grown.nq", 1) == 5
    assert sorted((tmp_path / "grown.nq").read_text().splitlines()) == sorted(LINES.splitlines())


def test_copies_differ_in_names_and_share_the_ontology(snapshot: Path, tmp_path: Path) -> None:
    target = tmp_path / "grown.nq"
    assert grow(snapshot, target, 3) == 1 + 3 * 4
    lines = target.read_text().splitlines()
    assert len(set(lines)) == len(lines) == 13
    assert (
        f"<{BASE}id/ai-factory/lumi-copy-2> <{BASE}ontology#by> "
        f"<{BASE}id/organisation/csc-copy-2> <{BASE}source/a-copy-2#t> ." in lines
    )
    assert f"<{BASE}dispute/one-copy-1#a>" in target.read_text()


def test_what_is_grown_loads_and_counts(snapshot: Path, tmp_path: Path) -> None:
    target = tmp_path / "grown.nq"
    quads = grow(snapshot, target, 50)
    engine = EmbeddedEngine.open(target)
    assert len(engine) == quads
    answer = engine.query(f"SELECT ?f WHERE {{ ?f <{BASE}ontology#by> ?o }}")
    assert isinstance(answer, Solutions)
    assert len(list(answer.rows)) == 50


@pytest.mark.parametrize(("quads", "times"), [(1, 1), (5, 1), (26, 5), (500, 100)])
def test_copies_make_about_the_size_asked_for(snapshot: Path, quads: int, times: int) -> None:
    assert copies(snapshot, quads) == times


def test_sizes_are_read_with_their_units() -> None:
    parser = argparse.ArgumentParser()
    arguments(parser)
    assert parser.parse_args(["--triples", "500k,10M,7"]).triples == [500_000, 10_000_000, 7]
