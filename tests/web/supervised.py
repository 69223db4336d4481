"""A server of several processes, whose files a test changes and whose processes it kills."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.engine.conftest import SMALL
from tests.web.conftest import QUERIES, SOURCE
from tests.web.raw import Connection

PROGRAM = """
import json, os, sys
from pathlib import Path
from aifkg.library import Library
from aifkg.web import Settings, serve
serve(Settings(), Path(sys.argv[1]), library=Library.of(Path(sys.argv[2])), renew=sys.argv[3:],
      build_day=json.loads(os.environ.pop("BUILD_DAY", "[]")),
      on_ready=lambda address: print(address, flush=True))
"""
_TRIES_S = 30.0


@dataclass
class Served:
    """A server, the files that it is told of, and what it says."""

    process: subprocess.Popen[str]
    address: str
    snapshot: Path
    said: Path

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def fronts(self) -> list[int]:
        """The processes that answer: those that have no children of their own, bar the zygotes."""
        return [pid for pid in direct(self.pid) if not is_zygote(pid)]

    @property
    def zygotes(self) -> list[int]:
        return [pid for pid in direct(self.pid) if is_zygote(pid)]

    def version(self) -> dict[str, Any]:
        with Connection(self.address) as line:
            said: dict[str, Any] = json.loads(line.get("/version").body)
        return said

    def reload(self) -> dict[str, Any]:
        """Have it reload, and return what it says of that."""
        before = self.reloaded()
        os.kill(self.pid, signal.SIGHUP)
        until(lambda: self.reloaded().get("at", "") > before.get("at", ""))
        return self.reloaded()

    def reloaded(self) -> dict[str, Any]:
        """Return what one of the processes says of the last reload."""
        said: dict[str, Any] = self.version().get("reload", {})
        return said

    def is_everywhere(self, sha256: str) -> bool:
        """Whether each process serves it; a connection is anyone's."""
        return {self.version()["snapshot"] for _ in range(12)} == {sha256}


def direct(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in listed.split()]


def is_zygote(pid: int) -> bool:
    try:
        return b"aifkg.engine.zygote" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False


def until(condition: Callable[[], bool]) -> None:
    """Wait for what another process does; fail where it does not in time."""
    end = time.monotonic() + _TRIES_S
    while not condition():
        assert time.monotonic() < end, "it does not happen"
        time.sleep(0.02)


def write(snapshot: Path, quads: str, stated: object = None, **more: object) -> str:
    """Put a snapshot and its manifest in place of those that are there; return its hash.

    The manifest is what is `stated`, or else a sound one, with `more`.
    """
    sha256 = hashlib.sha256(quads.encode()).hexdigest()
    manifest = json.dumps({"sha256": sha256, **more} if stated is None else stated)
    for path, text in ((snapshot, quads), (snapshot.with_suffix(".json"), manifest)):
        new = path.with_name("new")
        new.write_text(text, encoding="utf-8")
        new.replace(path)
    return sha256


@contextmanager
def serving(
    folder: Path,
    quads: str = SMALL,
    *,
    queries: Path = QUERIES,
    renew: Sequence[str] = (),
    days: Sequence[str] = (),
    **environment: str,
) -> Iterator[Served]:
    snapshot, said = folder / "snapshot.nq", folder / "said"
    write(snapshot, quads, days=list(days))
    with said.open("wb") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(snapshot), str(queries), *renew],
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            env={
                "PATH": "",
                "PYTHONPATH": SOURCE,
                "AIFKG_BUDGET_SECONDS": "0",
                "AIFKG_PORT": "0",
                "AIFKG_WORKERS": "2",
                "TMPDIR": str(folder),  # It is killed in the end, and clears nothing away.
                **environment,
            },
        )
    assert process.stdout is not None
    try:
        address = process.stdout.readline().strip()
        yield Served(process, address, snapshot, said)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


MORE = SMALL + "<http://e.org/more> <http://e.org/label> 'More' .\n".replace("'", '"')
