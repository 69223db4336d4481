"""The bare engine: behind the least Python that answers over HTTP, with one process a core."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from tests.bench.servers.process import free_port, started
from tests.bench.servers.running import Running, await_answer

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "bare"
_PATH = "/?query={query}"
_PROGRAM = Path(__file__).with_name("least.py")


@contextmanager
def serving(snapshot: Path, folder: Path) -> Iterator[Running]:
    """Serve from memory, with nothing in the way of a query."""
    port = free_port()
    since = perf_counter()
    command = (sys.executable, _PROGRAM, snapshot, str(port), str(os.cpu_count() or 1))
    with started(command, folder / "bare.log") as process:
        authority = f"127.0.0.1:{port}"
        ready = await_answer(process, authority, _PATH, since)
        yield Running(NAME, authority, _PATH, process.pid, ready)
