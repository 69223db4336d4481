"""Running the command line on the small graph, in this process or as people do."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from aifkg.cli import app
from tests import small

PROGRAM = str(Path(sys.executable).parent / "aifkg")


@dataclass(frozen=True)
class Run:
    """What a command wrote, and how it ended."""

    code: int
    out: str
    err: str


def run(*words: str, stdin: str | None = None) -> Run:
    """Run a command in this process."""
    result = CliRunner().invoke(app, ["--root", str(small.root()), *words], input=stdin)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Run(result.exit_code, result.stdout, result.stderr)


def run_program(*words: str, stdin: str | None = None) -> Run:
    """Run the installed program."""
    command = [PROGRAM, "--root", str(small.root()), *words]
    done = subprocess.run(command, capture_output=True, text=True, input=stdin, check=False)
    return Run(done.returncode, done.stdout, done.stderr)
