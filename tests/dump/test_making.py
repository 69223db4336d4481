"""A dump: every download, the same for the same snapshot."""

from __future__ import annotations

import gzip
import hashlib
import json
import subprocess
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, RdfFormat, parse
from rdflib import Graph

from aifkg.dump import DOWNLOADS, DumpError, listed, make
from aifkg.engine import EngineError
from tests.dump.conftest import PREFIXES, Dumped
from tests.engine.conftest import SMALL


def files_of(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def test_the_same_snapshot_gives_the_same_bytes(dumped: Dumped, tmp_path: Path) -> None:
    make(dumped.snapshot, tmp_path, PREFIXES)
    assert files_of(tmp_path) == files_of(dumped.folder)


def test_the_order_of_its_lines_alone_makes_no_other_tables(dumped: Dumped, tmp_path: Path) -> None:
    lines = dumped.snapshot.read_text(encoding="utf-8").splitlines(keepends=True)
    turned, folder = tmp_path / "turned.nq", tmp_path / "turned"
    turned.write_text("".join(reversed(lines)), encoding="utf-8")
    folder.mkdir()
    make(turned, folder, PREFIXES)
    tables = [file.name for file in dumped.index.files if file.name.endswith(".csv")]
    assert len(tables) > 20
    for name in tables:
        assert (folder / name).read_bytes() == dumped.read(name), name


def test_every_file_that_is_offered_is_there_and_is_in_the_sums(dumped: Dumped) -> None:
    names = {file.name for file in dumped.index.files}
    assert {name for name, _, _ in listed()} <= names
    assert names | {"SHA256SUMS", "index.json"} == set(files_of(dumped.folder))
    command = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
    subprocess.run(command, cwd=dumped.folder, check=True)
    for file in dumped.index.files:
        content = dumped.read(file.name)
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file.bytes, file.sha256)


def test_the_hash_of_the_snapshot_is_that_of_the_nquads(dumped: Dumped) -> None:
    sha256 = hashlib.sha256(dumped.snapshot.read_bytes()).hexdigest()
    file = dumped.index.file("aifkg.nq")
    assert file is not None
    assert dumped.index.snapshot == file.sha256 == sha256


@pytest.mark.parametrize("name", [one.name for one in DOWNLOADS if one.is_packed])
def test_what_is_compressed_unpacks_to_the_same(dumped: Dumped, name: str) -> None:
    assert gzip.decompress(dumped.read(f"{name}.gz")) == dumped.read(name)


def test_the_whole_graph_is_in_the_trig(dumped: Dumped) -> None:
    trig = set(parse(dumped.read("aifkg.trig"), RdfFormat.TRIG))
    assert trig == set(parse(dumped.read("aifkg.nq"), RdfFormat.N_QUADS))


def test_another_parser_reads_the_resolved_view_from_turtle_and_json_ld(dumped: Dumped) -> None:
    quads = parse(dumped.read("aifkg.nq"), RdfFormat.N_QUADS)
    count = sum(isinstance(quad.graph_name, DefaultGraph) for quad in quads)
    assert count > 1_000
    for name, format_ in (("aifkg.ttl", "turtle"), ("aifkg.jsonld", "json-ld")):
        assert len(Graph().parse(data=dumped.read(name), format=format_)) == count


def test_the_licence_is_the_one_the_graph_names(dumped: Dumped) -> None:
    line = (
        "<https://w3id.org/aifkg/dataset> <http://purl.org/dc/terms/license> "
        "<https://creativecommons.org/licenses/by/4.0/> ."
    )
    is_named = line in dumped.snapshot.read_text(encoding="utf-8")
    expected = "https://creativecommons.org/licenses/by/4.0/" if is_named else ""
    assert dumped.index.licence == expected
    assert json.loads(dumped.read("index.json"))["licence"] == expected


def test_a_snapshot_of_another_hash_is_refused(dumped: Dumped, tmp_path: Path) -> None:
    with pytest.raises(DumpError, match="other bytes"):
        make(dumped.snapshot, tmp_path, PREFIXES, sha256="0" * 64)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", SMALL], ids=["empty", "of others"])
def test_a_graph_that_has_nothing_of_ours_has_a_dump_all_the_same(
    tmp_path: Path, text: str
) -> None:
    snapshot, folder = tmp_path / "snapshot.nq", tmp_path / "dump"
    snapshot.write_text(text, encoding="utf-8")
    folder.mkdir()
    index = make(snapshot, folder, PREFIXES)
    assert index.licence == ""
    assert [file.name for file in index.files if file.name.startswith("csv/")] == [
        "csv/csv-metadata.json"
    ]


def test_what_is_no_nquads_has_none(tmp_path: Path) -> None:
    snapshot, folder = tmp_path / "snapshot.nq", tmp_path / "dump"
    snapshot.write_text("no quads", encoding="utf-8")
    folder.mkdir()
    with pytest.raises(EngineError):
        make(snapshot, folder, PREFIXES)
