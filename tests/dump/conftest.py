"""The dump of the small graph, made once; and a graph written on the spot."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from aifkg import build
from aifkg.dump import Index, make
from aifkg.names import PrefixTable
from aifkg.share import Share
from tests import small

PREFIXES = PrefixTable.read(small.CHECKOUT / "ontology" / "prefixes.ttl").namespaces


@dataclass(frozen=True)
class Dumped:
    """A folder of downloads, their index, and the snapshot that they are of."""

    folder: Path
    index: Index
    snapshot: Path

    def read(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()


@pytest.fixture(scope="session")
def snapshot() -> Path:
    return build.ensure(Share.at(small.root())).quads_path


@pytest.fixture(scope="session")
def dumped(snapshot: Path, tmp_path_factory: pytest.TempPathFactory) -> Dumped:
    folder = tmp_path_factory.mktemp("dumped")
    return Dumped(folder, make(snapshot, folder, PREFIXES), snapshot)


@pytest.fixture
def database(dumped: Dumped) -> Iterator[sqlite3.Connection]:
    path = dumped.folder / "aifkg.sqlite"
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as found:
        yield found


@pytest.fixture
def dump_of(dumped: Dumped, tmp_path: Path) -> Callable[[str], Dumped]:
    """Return a function that dumps the small graph with more statements in it."""

    def made(*lines: str) -> Dumped:
        path, folder = tmp_path / "more.nq", tmp_path / "more"
        text = dumped.snapshot.read_text(encoding="utf-8") + "".join(f"{one}\n" for one in lines)
        path.write_text(text, encoding="utf-8")
        folder.mkdir()
        return Dumped(folder, make(path, folder, PREFIXES), path)

    return made
