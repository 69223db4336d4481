"""A renewal: a command that makes a new snapshot, run beside the server that will serve it."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from aifkg.engine import EngineClosed

_MOST_SAID = 4_000
_MOST_PRINTED = 1 << 16


class Renewal:
    """A running command, which prints where snapshot and manifest lie, as JSON."""

    def __init__(self, command: Sequence[str]) -> None:
        """Start the command; raise EngineClosed where that fails."""
        self._printed = b""
        try:
            with ExitStack() as opened:
                self._said = opened.enter_context(TemporaryFile())
                self._process = subprocess.Popen(
                    command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self._said
                )
                opened.pop_all()
        except OSError as error:
            why = f"The build {command[0]} cannot be started: {error.strerror}."
            raise EngineClosed(why) from error

    @property
    def pid(self) -> int:
        """The command's process id."""
        return self._process.pid

    def fileno(self) -> int:
        """Return what is readable when the command prints something, and when it has ended."""
        return self._output.fileno()

    def has_ended(self) -> bool:
        """Take what was printed, which is there; return whether that was all that is read."""
        part = os.read(self.fileno(), _MOST_PRINTED)
        self._printed += part
        return not part or len(self._printed) > _MOST_PRINTED

    def result(self) -> tuple[Path, Path]:
        """Return the snapshot and its manifest; raise EngineClosed where there is none."""
        if len(self._printed) > _MOST_PRINTED:
            raise EngineClosed(f"The build printed more than {_MOST_PRINTED:,} bytes.")
        code = self._process.wait()
        if code != 0:
            self._said.seek(0)
            said = self._said.read(_MOST_SAID).decode("utf-8", "replace").strip()
            raise EngineClosed(said or f"The build ended with code {code}.")
        try:
            made = json.loads(self._printed)
            return Path(made["snapshot"]), Path(made["manifest"])
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            why = "The build ended, but printed no JSON that names a snapshot and its manifest."
            raise EngineClosed(why) from error

    def close(self) -> None:
        """End the command if it still runs."""
        self._process.kill()
        self._process.wait()
        self._output.close()
        self._said.close()

    @property
    def _output(self) -> IO[bytes]:
        if self._process.stdout is None:
            raise ValueError("the command was started without an output")
        return self._process.stdout
