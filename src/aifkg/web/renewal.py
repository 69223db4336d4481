"""A renewal: a command that makes a new snapshot, run beside the server that will serve it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryFile

from aifkg.engine import EngineClosed

_MOST_SAID = 4_000


class Renewal:
    """A running command, which prints where snapshot and manifest lie, as JSON, at its end."""

    def __init__(self, command: Sequence[str]) -> None:
        self._said = TemporaryFile()  # noqa: SIM115 - it lives as long as the command
        self._process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self._said
        )

    def fileno(self) -> int:
        """Return what is readable once the command has something to say, or has ended."""
        if self._process.stdout is None:
            raise ValueError("the command was started without an output")
        return self._process.stdout.fileno()

    def result(self) -> tuple[Path, Path]:
        """Wait, and return the snapshot and its manifest; raise EngineClosed where there is none.

        The command prints nothing before its end, so that the wait is short.
        """
        output, _ = self._process.communicate()
        if self._process.returncode != 0:
            self._said.seek(0)
            said = self._said.read(_MOST_SAID).decode("utf-8", "replace").strip()
            raise EngineClosed(said or f"The build ended with code {self._process.returncode}.")
        made = json.loads(output)
        return Path(made["snapshot"]), Path(made["manifest"])

    def close(self) -> None:
        """End the command if it still runs."""
        self._process.kill()
        self._process.communicate()
        self._said.close()
