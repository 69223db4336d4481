"""Comunica, from the folder that `npm ci` makes of the lock file in `comunica/`."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT

LOCK = ROOT / "tests" / "clients" / "comunica" / "package-lock.json"
ABSENT = "Comunica is not installed: make comunica, or name its folder in AIFKG_COMUNICA"
_PROGRAM = Path("node_modules", "@comunica", "query-sparql", "bin", "query.js")


@dataclass(frozen=True, slots=True)
class Comunica:
    """The program, to be run with sources and a query."""

    node: str
    program: Path

    def run(self, query: str, *sources: str, output: str) -> subprocess.CompletedProcess[str]:
        """Ask the sources; `output` is the media type of what is printed."""
        return subprocess.run(
            [self.node, str(self.program), *sources, "-q", query, "-t", output],
            capture_output=True,
            encoding="utf-8",
            check=False,
        )


def find() -> Comunica | None:
    """Return the program, or None where it is not installed."""
    folder = Path(os.environ.get("AIFKG_COMUNICA") or ROOT / ".venv" / "comunica")
    node = shutil.which("node")
    return Comunica(node, folder / _PROGRAM) if node and (folder / _PROGRAM).is_file() else None
