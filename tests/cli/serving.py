"""A server that is started as people start it, on a copy of the small graph."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests import small
from tests.cli.run import PROGRAM, Run


@dataclass(frozen=True)
class Server:
    """A server that listens, and the folder that it serves."""

    root: Path
    process: subprocess.Popen[str]
    address: str

    @property
    def port(self) -> int:
        return httpx.URL(self.address).port or 0

    def version(self) -> dict[str, Any]:
        said: dict[str, Any] = httpx.get(f"{self.address}version", trust_env=False).json()
        return said

    def get(self, path: str, **parameters: str) -> httpx.Response:
        address = self.address + path
        return httpx.get(address, params=parameters, trust_env=False, timeout=30)


def copied(folder: Path) -> Path:
    """Return a root of its own for a test that changes data."""
    root = folder / "root"
    root.mkdir()
    for name in ("ontology", "queries"):
        (root / name).symlink_to(small.root() / name)
    shutil.copytree(small.root() / "data", root / "data")
    return root


@contextmanager
def serving(
    root: Path, *words: str, stderr: int | None = None, **environment: str
) -> Iterator[Server]:
    command = [PROGRAM, "--root", str(root), "serve", "--port", "0", "--workers", "2", *words]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
        env={**os.environ, **environment},
    ) as process:
        assert process.stdout is not None
        try:
            lines = [process.stdout.readline() for _ in range(6)]
            yield Server(root, process, lines[1].split()[0])
        finally:
            process.terminate()


def run_at(root: Path, *words: str) -> Run:
    done = subprocess.run(
        [PROGRAM, "--root", str(root), *words], capture_output=True, text=True, check=False
    )
    return Run(done.returncode, done.stdout, done.stderr)
