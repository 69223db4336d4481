"""Oxigraph's own server: the graph posted to its memory, or loaded to its disk before."""

from __future__ import annotations

import subprocess
from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING

import httpx

from tests.bench.servers.process import free_port, started
from tests.bench.servers.running import Absent, Running, await_answer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PATH = "/query?query={query}"


class Oxigraph:
    """Oxigraph from a folder of programs."""

    def __init__(self, programs: Path) -> None:
        self._program = programs / "oxigraph"

    def version(self) -> str:
        """Return what the program says of itself; raise Absent where there is none."""
        if not self._program.is_file():
            raise Absent(f"there is no {self._program}")
        said = subprocess.run([self._program, "--version"], capture_output=True, check=True)
        return said.stdout.decode().strip()

    @contextmanager
    def in_memory(self, snapshot: Path, folder: Path) -> Iterator[Running]:
        """Serve from memory."""
        self.version()
        authority = f"127.0.0.1:{free_port()}"
        since = perf_counter()
        command = (self._program, "serve", "--bind", authority)
        with started(command, folder / "memory.log") as process:
            await_answer(process, authority, _PATH, since)
            load = _post(snapshot, authority)
            ready = await_answer(process, authority, _PATH, since)
            yield Running("oxigraph", authority, _PATH, process.pid, ready, load)

    @contextmanager
    def on_disk(self, snapshot: Path, folder: Path) -> Iterator[Running]:
        """Serve from disk, loaded and optimised beforehand."""
        self.version()
        since = perf_counter()
        place = ("--location", str(folder / "store"))
        for work in (("load", *place, "--file", str(snapshot)), ("optimize", *place)):
            subprocess.run([self._program, *work], capture_output=True, check=True)
        load = perf_counter() - since
        authority = f"127.0.0.1:{free_port()}"
        since = perf_counter()
        command = (self._program, "serve-read-only", *place, "--bind", authority)
        with started(command, folder / "disk.log") as process:
            ready = await_answer(process, authority, _PATH, since)
            yield Running("oxigraph-disk", authority, _PATH, process.pid, ready, load)


def _post(snapshot: Path, authority: str) -> float:
    since = perf_counter()
    with snapshot.open("rb") as file:
        answer = httpx.post(
            f"http://{authority}/store",
            content=file,
            headers={"Content-Type": "application/n-quads"},
            timeout=None,
        )
    answer.raise_for_status()
    return perf_counter() - since
