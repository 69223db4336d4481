"""The stages of the build and of the first answers, timed on data of one size."""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from aifkg import build
from aifkg.build import snapshot as snapshots
from aifkg.build.derive import read_rules
from aifkg.build.findings import errors
from aifkg.build.graph import Graph, assemble
from aifkg.build.reading import read
from aifkg.build.validate import validate
from aifkg.engine import EmbeddedEngine, Solutions
from aifkg.names import PrefixTable
from aifkg.share import Share
from tests.bench.build.generate import multiply
from tests.bench.build.laps import Laps

if TYPE_CHECKING:
    from collections.abc import Mapping

QUERIES = sorted((Path(__file__).parent / "queries").glob("*.rq"))
SECOND_START = "second start, first answer"
# A process of its own, as a person starts it: imports, digest of the inputs, load, query.
_START = """
import sys
from pathlib import Path
import aifkg
from aifkg.share import Share
share = Share(*map(Path, sys.argv[1:5]))
list(aifkg.load(share=share).query(Path(sys.argv[5]).read_text(encoding="utf-8")))
"""


@dataclass(frozen=True)
class Size:
    """How often each stage runs at one size of the data; 0 leaves validation out."""

    times: int
    runs: int
    validations: int


@dataclass(frozen=True)
class Measured:
    """What one size of the data holds, and the median of seconds of each stage."""

    times: int
    files: int
    quads: int
    findings: int
    seconds: Mapping[str, float]
    peak_megabytes: int


def lay_out(real: Share, folder: Path, times: int) -> Share:
    """Write the data in a size, with the ontology and the queries as they are now."""
    share = Share.at(folder)
    shutil.copytree(real.ontology, share.ontology)
    shutil.copytree(real.queries, share.queries)
    multiply(real.data, share.data, PrefixTable.read(share.ontology / "prefixes.ttl"), times)
    return share


def measure(real: Share, folder: Path, size: Size) -> Measured:
    """Write the data in a size, and time each stage on them."""
    laps = Laps()
    share = lay_out(real, folder, size.times)
    for run in range(size.runs):
        found, snapshot = build_snapshot(share, laps, validating=run < size.validations)
    _ask(share, snapshot, laps, size.runs)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    quads = int(snapshot.manifest["quads"])
    return Measured(size.times, len(share.data_files()), quads, found, laps.medians(), peak)


def build_snapshot(
    share: Share, laps: Laps, *, validating: bool = False
) -> tuple[int, snapshots.Snapshot]:
    """Do what `aifkg.build.make` does, and go on where the data have errors: return how many."""
    laps.begin("read and check")
    reading = read(share)
    rules = read_rules(share.rule_files())
    graph = assemble(reading.corpus, reading.vocabulary, rules, progress=laps.begin)
    if validating:
        laps.begin("validating")
        validate(graph.default(), share.ontology / "shapes.ttl")
    laps.begin("writing")
    snapshot = _write(share, graph)
    laps.end()
    return len(errors(reading.findings)), snapshot


def _write(share: Share, graph: Graph) -> snapshots.Snapshot:
    quads = snapshots.canonical(graph.lines())
    manifest = snapshots.describe(quads, graph.corpus, graph.disputes, None)
    return snapshots.write(
        snapshots.Store.of(share.cache, None), build._stem(share, None), quads, manifest
    )


def _ask(share: Share, snapshot: snapshots.Snapshot, laps: Laps, runs: int) -> None:
    largest = max((share.data / "source").glob("*.trig"), key=lambda path: path.stat().st_size)
    text = QUERIES[0].read_text(encoding="utf-8")
    folders = map(str, (share.ontology, share.data, share.queries, share.cache))
    start = [sys.executable, "-c", _START, *folders, str(QUERIES[0])]
    for _ in range(runs):
        laps.time("check of one source", build.check, share, [largest])
        laps.time("ensure, nothing changed", build.ensure, share)
        engine = laps.time("load", EmbeddedEngine.open, snapshot.quads_path)
        laps.time("first query", count_rows, engine, text)
        laps.time(SECOND_START, subprocess.run, start, check=True)


def count_rows(engine: EmbeddedEngine, text: str) -> int:
    """Answer a SELECT to its last row."""
    answer = engine.query(text)
    if not isinstance(answer, Solutions):
        raise TypeError("the queries of the benchmark are SELECT queries")
    return sum(1 for _ in answer.rows)
