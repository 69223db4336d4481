"""Samples: what the server holds at a moment of rest, and whether it holds ever more."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic, sleep
from typing import TYPE_CHECKING

from tests.bench.servers.process import open_files, pss, tree

if TYPE_CHECKING:
    from collections.abc import Iterator

_REST = 15.0
_SETTLED = 35.0
"""Seconds after which a server has replaced the workers that were used."""
_FILES = 4
"""Files opened on first use, such as a log, are no leak."""
_MEMORY = 10_000_000


@dataclass(frozen=True)
class Sample:
    """Bytes of memory, processes and open files."""

    memory: int
    processes: int
    files: int

    @classmethod
    def at_rest(cls, pid: int, most_processes: int | None = None) -> Sample:
        """Take a sample once the server has settled, and no more processes run than may."""
        sleep(_SETTLED)
        deadline = monotonic() + _REST
        while most_processes and len(tree(pid)) > most_processes and monotonic() < deadline:
            sleep(0.1)
        return cls(pss(pid), len(tree(pid)), open_files(pid))


def leaks(start: Sample, middle: Sample, end: Sample) -> Iterator[str]:
    """Yield what grew from the middle to the end; the first half fills caches."""
    if end.processes > max(start.processes, middle.processes):
        yield f"{end.processes} processes run, {middle.processes} did in the middle"
    if end.files > max(start.files, middle.files) + _FILES:
        yield f"{end.files} files are open, {middle.files} were in the middle"
    if end.memory > middle.memory * 1.1 + _MEMORY:
        yield f"{end.memory:,} bytes are in use, {middle.memory:,} were in the middle"
