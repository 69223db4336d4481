"""The bare engine answers as ours does; what it lacks is all that stands between."""

from __future__ import annotations

import json
from pathlib import Path

from tests.bench.servers import bare

_DATA = "<http://e.org/s> <http://e.org/p> <http://e.org/o> .\n"


def test_it_answers_rows_and_graphs(tmp_path: Path) -> None:
    snapshot = tmp_path / "snapshot.nq"
    snapshot.write_text(_DATA, encoding="utf-8")
    with bare.serving(snapshot, tmp_path) as server:
        rows = server.get("", "SELECT ?o { ?s ?p ?o FILTER (?o != 'a b+c') }", "*/*")
        graph = server.get("", "CONSTRUCT WHERE { ?s ?p ?o }", "*/*")
    found = json.loads(rows.content)["results"]["bindings"]
    assert found == [{"o": {"type": "uri", "value": "http://e.org/o"}}]
    assert graph.text == _DATA
