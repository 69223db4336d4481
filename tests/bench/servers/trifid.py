"""Trifid, which renders the pages of things from a SPARQL endpoint of its own; Node.js runs it."""

from __future__ import annotations

import shutil
import subprocess
from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING

import httpx
from pyoxigraph import DefaultGraph, RdfFormat, Store

from aifkg.names import BASE
from tests.bench.servers.process import await_that, free_port, started
from tests.bench.servers.running import Absent, Running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = "trifid"
_SETTINGS = """
server:
  listener: {{ host: 127.0.0.1, port: {port} }}
  logLevel: warn
globals:
  datasetBaseUrl: {base}
  endpoints: {{ default: {{ url: /query }} }}
plugins:
  entity-renderer:
    module: "@zazuko/trifid-entity-renderer"
  fetch-handler:
    module: trifid-handler-fetch
    paths: /query
    config:
      url: {data}
      contentType: application/n-triples
      baseIRI: {base}
      graphName: {base}graph/default
      unionDefaultGraph: true
"""
_PATIENCE_S = 60.0


class Trifid:
    """Trifid as npm put it into a folder."""

    def __init__(self, folder: Path) -> None:
        self._program = folder / "node_modules" / "trifid" / "server.js"

    def version(self) -> str:
        """Return the version of Node.js; raise Absent where it or Trifid is not there."""
        if shutil.which("node") is None or not self._program.is_file():
            raise Absent(f"there is no {self._program}, or no node to run it")
        said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True)
        return f"node {said.stdout.strip()}"

    @contextmanager
    def serving(self, snapshot: Path, folder: Path) -> Iterator[Running]:
        """Serve the resolved view, from memory."""
        self.version()
        data = folder / "default.nt"
        store = Store()
        store.bulk_load(path=snapshot, format=RdfFormat.N_QUADS)
        store.dump(data, format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
        port = free_port()
        settings = folder / "config.yaml"
        settings.write_text(_SETTINGS.format(port=port, base=BASE, data=data), encoding="utf-8")
        since = perf_counter()
        command = ("node", self._program, "-c", settings)
        # Its modules are found from where it stands.
        with started(command, folder / "trifid.log", folder=self._program.parent) as process:
            authority = f"127.0.0.1:{port}"
            for _ in await_that(process, "Trifid's first page", _PATIENCE_S):
                if _answers(authority):
                    break
            ready = perf_counter() - since
            yield Running(NAME, authority, "/{name}", process.pid, ready)


def _answers(authority: str) -> bool:
    try:
        return httpx.get(f"http://{authority}/id/ai-factory/lumi").status_code == 200
    except httpx.TransportError:
        return False
