"""The hub is a thing of the graph that so many things point at."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, Store

from aifkg.names import BASE
from tests.bench.pages.hub import NAME, with_hub


def test_so_many_things_point_at_it(tmp_path: Path) -> None:
    snapshot, large = tmp_path / "small.nq", tmp_path / "large.nq"
    snapshot.write_text("<http://e.org/s> <http://e.org/p> <http://e.org/o> .\n", encoding="utf-8")
    with_hub(snapshot, large, 7)
    store = Store()
    store.bulk_load(path=large, format=RdfFormat.N_QUADS)
    assert len(list(store.quads_for_pattern(None, None, NamedNode(BASE + NAME)))) == 7
    assert len(store) == 1 + 1 + 2 * 7
