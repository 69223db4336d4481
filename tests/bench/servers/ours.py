"""Our own server, as this interpreter imports it: by its command, or on any snapshot."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING

from tests.bench.servers.process import started
from tests.bench.servers.running import Running, await_answer

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator, Mapping
    from pathlib import Path

NAME = "aifkg"
_PATH = "/sparql?query={query}"
_COMMAND = (sys.executable, "-c", "from aifkg.cli import main; main()", "serve", "--port", "0")
_ON_SNAPSHOT = """
import sys
from pathlib import Path
from aifkg.web import Settings, serve
serve(Settings(port=0), Path(sys.argv[1]), on_ready=lambda address: print(address, flush=True))
"""
_ADDRESS = re.compile(r"http://([^/\s]+)/")


@contextmanager
def serving(_snapshot: Path, folder: Path) -> Iterator[Running]:
    """Serve the graph of the checkout, as a person does."""
    with _running(_COMMAND, folder, {}) as server:
        yield server


@contextmanager
def serving_any(snapshot: Path, folder: Path, settings: Mapping[str, str]) -> Iterator[Running]:
    """Serve a snapshot, also one that no build made."""
    command = (sys.executable, "-c", _ON_SNAPSHOT, str(snapshot))
    manifest = snapshot.with_suffix(".json")
    if not manifest.exists():
        # A server takes nothing without a manifest that states its hash.
        with snapshot.open("rb") as file:
            stated = {"sha256": hashlib.file_digest(file, "sha256").hexdigest()}
        manifest.write_text(json.dumps(stated), encoding="utf-8")
    with _running(command, folder, settings) as server:
        yield server


@contextmanager
def _running(
    command: tuple[str, ...], folder: Path, settings: Mapping[str, str]
) -> Iterator[Running]:
    # A person's second start finds bytecode; what one client may ask for in a minute is no part
    # of how fast the server is.
    # No peer writes a log, and none has a budget for each client.
    own = {"AIFKG_BUDGET_SECONDS": "0", "AIFKG_LOG": "off"}
    environment = {**os.environ, **own, **settings}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    since = perf_counter()
    log = folder / "aifkg.log"
    with started(command, log, environment=environment, piped=True) as process:
        authority = _authority(process, log)
        ready = await_answer(process, authority, _PATH, since)
        yield Running(NAME, authority, _PATH, process.pid, ready)


def _authority(process: subprocess.Popen[str], log: Path) -> str:
    """Return where the server says that it listens."""
    assert process.stdout is not None
    for line in process.stdout:
        if found := _ADDRESS.search(line):
            return found[1]
    raise RuntimeError(f"aifkg did not start: {log.read_text(encoding='utf-8')}")
