"""A real server on a free loopback port, in a process of its own."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

import aifkg
from aifkg import build
from aifkg.share import Share
from tests import small
from tests.engine.conftest import SMALL

_PROGRAM = """
import sys
from pathlib import Path
from aifkg.library import Library
from aifkg.web import Settings, serve
serve(Settings(port=0), Path(sys.argv[1]), library=Library.of(Path(sys.argv[2])),
      on_ready=lambda address: print(address, flush=True))
"""
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
# A server runs the code that its test runs, whichever checkout is installed.
SOURCE = str(Path(aifkg.__file__).parents[1])
QUERIES = Path(__file__).parent / "queries"
_CROSS = "".join(
    f'<http://e.org/s{i}> <http://e.org/p> "{i}" <http://e.org/x> .\n' for i in range(3_000)
)


@dataclass(frozen=True)
class Running:
    """A server that listens."""

    address: str
    pid: int
    sha256: str
    client: httpx.Client


def is_tag_of(tag: str, sha256: str, form: str) -> bool:
    """Whether a tag names a snapshot, a program and what an answer is written as."""
    return re.fullmatch(rf'"{sha256}\.[0-9a-f]{{8}}\.{re.escape(form)}"', tag) is not None


@contextmanager
def running(
    folder: Path, quads: str = "", queries: Path = QUERIES, /, **environment: str
) -> Iterator[Running]:
    snapshot = folder / "snapshot.nq"
    snapshot.write_text(quads or SMALL + _CROSS, encoding="utf-8")
    sha256 = hashlib.sha256(snapshot.read_bytes()).hexdigest()
    manifest = {
        "built": "2026-11-23",
        "changed": "2026-11-22",
        "sha256": sha256,
        "quads": len(snapshot.read_text().split("\n")) - 1,
    }
    snapshot.with_suffix(".json").write_text(json.dumps(manifest), encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, str(snapshot), str(queries)],
        stdout=subprocess.PIPE,
        text=True,
        env={"PATH": "", "PYTHONPATH": SOURCE, "AIFKG_BUDGET_SECONDS": "0", **environment},
    )
    assert process.stdout is not None
    try:
        address = process.stdout.readline().strip()
        assert address, "the server did not start"
        with httpx.Client(base_url=address, timeout=40) as client:
            yield Running(address, process.pid, sha256, client)
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("served")) as server:
        yield server


@pytest.fixture(scope="session")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A browser at a server of the small graph, whose things have names."""
    quads = build.ensure(Share.at(small.root())).quads_path.read_text(encoding="utf-8")
    with running(tmp_path_factory.mktemp("graph"), quads) as server:
        server.client.headers["Accept"] = BROWSER
        yield server.client


@pytest.fixture
def client(server: Running) -> httpx.Client:
    return server.client
