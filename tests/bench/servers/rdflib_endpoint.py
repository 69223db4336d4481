"""rdflib-endpoint under uvicorn, on the same dataset: its default graph is no union."""

from __future__ import annotations

import subprocess
from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING

from tests.bench.servers.process import free_port, started
from tests.bench.servers.running import Absent, Running, await_answer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PATH = "/?query={query}"
# Its own command makes the default graph the union of all, which is another graph than ours.
_PROGRAM = """
import sys
import uvicorn
from rdflib import Dataset
from rdflib_endpoint import SparqlEndpoint
dataset = Dataset()
dataset.parse(sys.argv[1], format="nquads")
uvicorn.run(SparqlEndpoint(graph=dataset), port=int(sys.argv[2]), log_level="warning")
"""
_VERSION = "from importlib.metadata import version; print(version('rdflib-endpoint'))"


class RdflibEndpoint:
    """rdflib-endpoint as a folder's interpreter imports it."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs

    def version(self) -> str:
        """Return the package's version; raise Absent where it is not installed."""
        if not (self._programs / "rdflib-endpoint").is_file():
            raise Absent(f"there is no {self._programs / 'rdflib-endpoint'}")
        python = self._programs / "python"
        said = subprocess.run([python, "-c", _VERSION], capture_output=True, check=True)
        return "rdflib-endpoint " + said.stdout.decode().strip()

    @contextmanager
    def serving(self, snapshot: Path, folder: Path) -> Iterator[Running]:
        """Serve from memory."""
        self.version()
        port = free_port()
        since = perf_counter()
        command = (self._programs / "python", "-c", _PROGRAM, snapshot, str(port))
        # In a folder of its own: an interpreter told a program looks for modules where it stands.
        with started(command, folder / "rdflib-endpoint.log", folder=folder) as process:
            authority = f"127.0.0.1:{port}"
            ready = await_answer(process, authority, _PATH, since)
            yield Running("rdflib-endpoint", authority, _PATH, process.pid, ready)
