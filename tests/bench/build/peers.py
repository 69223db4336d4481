"""Peers on the same files in the same run: rdflib, and the union of all graphs as the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox
from rdflib import Dataset, Graph

from aifkg.build.reading import read
from aifkg.engine import EmbeddedEngine
from tests.bench.build.laps import Laps
from tests.bench.build.stages import QUERIES, build_snapshot, count_rows, lay_out

if TYPE_CHECKING:
    from pathlib import Path

    from aifkg.share import Share


@dataclass(frozen=True)
class Comparison:
    """Seconds of ours and of a peer for the same work, and how their answers differ."""

    work: str
    peer: str
    ours: float
    theirs: float
    remark: str = ""


def compare(real: Share, folder: Path, runs: int) -> list[Comparison]:
    """Return how the peers do at reading the files, loading the snapshot, and answering."""
    share = lay_out(real, folder, 1)
    _, snapshot = build_snapshot(share, Laps())
    laps = Laps()
    for _ in range(runs):
        laps.time("read", read, share)
        laps.time("rdflib read", _read_with_rdflib, share)
    rows = [_rows(snapshot.quads_path, laps) for _ in range(runs)][-1]
    seconds = laps.medians()
    found = [Comparison("read the files", "rdflib", seconds["read"], seconds["rdflib read"])]
    found.append(Comparison("load the snapshot", "rdflib", seconds["load"], seconds["rdflib load"]))
    for path in QUERIES:
        for number, peer in enumerate(("rdflib", "union"), start=1):
            counts = rows[path.stem]
            remark = f"rows: {counts[0]:,} ours, {counts[number]:,} theirs"
            name = path.stem
            found.append(Comparison(name, peer, seconds[name], seconds[f"{peer} {name}"], remark))
    return found


def _read_with_rdflib(share: Share) -> int:
    """Parse each file; none of the checks of ours."""
    return sum(
        len(Graph().parse(path, format="turtle"))
        if path.suffix == ".ttl"
        else len(Dataset().parse(path, format="trig"))
        for path in share.data_files()
    )


def _rows(quads: Path, laps: Laps) -> dict[str, tuple[int, int, int]]:
    """Load and ask; return the number of rows of each query: ours, rdflib's, the union's."""
    engine = laps.time("load", EmbeddedEngine.open, quads)
    dataset = laps.time("rdflib load", _load, quads)
    store = ox.Store()
    store.bulk_load(path=quads, format=ox.RdfFormat.N_QUADS)
    rows = {}
    for path in QUERIES:
        text = path.read_text(encoding="utf-8")
        rows[path.stem] = (
            laps.time(path.stem, count_rows, engine, text),
            laps.time(f"rdflib {path.stem}", _with_rdflib, dataset, text),
            laps.time(f"union {path.stem}", _in_union, store, text),
        )
    return rows


def _load(quads: Path) -> Dataset:
    dataset = Dataset()
    dataset.parse(quads, format="nquads")
    return dataset


def _with_rdflib(dataset: Dataset, text: str) -> int:
    return sum(1 for _ in dataset.query(text))


def _in_union(store: ox.Store, text: str) -> int:
    answer = store.query(text, use_default_graph_as_union=True)
    assert isinstance(answer, ox.QuerySolutions)
    return sum(1 for _ in answer)
