"""Launching: a zygote is started, and pools are attached to it."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, BinaryIO

from aifkg.engine.errors import EngineClosed
from aifkg.engine.gate import Bounds
from aifkg.engine.stream import exactly
from aifkg.engine.wire import ANSWER, ATTACH, COMMAND


@dataclass(frozen=True, slots=True)
class Load:
    """What a zygote loads, and what it allows its workers."""

    snapshot: Path
    prefixes: Mapping[str, str] = field(default_factory=dict)
    base: str | None = None
    bounds: Bounds = field(default_factory=Bounds)
    memory_bytes: int = 1 << 30
    tasks: Mapping[str, str] = field(default_factory=dict)
    """What workers can do besides queries: of each task its name, and where its program is."""

    def as_json(self, descriptor: int) -> str:
        """Return the settings as the zygote reads them, the snapshot as an open file."""
        return json.dumps(
            {
                "snapshot": str(self.snapshot),
                "descriptor": descriptor,
                "prefixes": dict(self.prefixes),
                "base": self.base,
                "bounds": asdict(self.bounds),
                "memory_bytes": self.memory_bytes,
                "tasks": dict(self.tasks),
            }
        )


class Launcher:
    """A running zygote, as the process that started it sees it; all but `begin` block."""

    def __init__(
        self, process: subprocess.Popen[bytes], steward: socket.socket, snapshot: Path
    ) -> None:
        self._process = process
        self._steward = steward
        self._snapshot = snapshot
        self.triples = 0

    @classmethod
    def start(cls, load: Load, file: BinaryIO) -> Launcher:
        """Start a zygote and wait until it has loaded the snapshot from the open file.

        Raise EngineClosed where it cannot.
        """
        launcher = cls.begin(load, file)
        launcher.wait()
        return launcher

    @classmethod
    def begin(cls, load: Load, file: BinaryIO) -> Launcher:
        """Start a zygote, whose launcher is readable once the snapshot is loaded, or cannot be."""
        ours, theirs = socket.socketpair()
        with theirs:
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "aifkg.engine.zygote", str(theirs.fileno())],
                pass_fds=(theirs.fileno(), file.fileno()),
                stdin=subprocess.PIPE,
                # A library of numbers would begin threads, and what is forked has none of them.
                env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
            )
        launcher = cls(process, ours, load.snapshot)
        try:
            # A process that has died reads nothing; that it answers nothing says so.
            with contextlib.suppress(BrokenPipeError), _input(process) as told:
                told.write(load.as_json(file.fileno()).encode())
        except BaseException:
            launcher.kill()
            raise
        return launcher

    def wait(self) -> None:
        """Wait until the snapshot is loaded; raise EngineClosed where it cannot be."""
        try:
            self.triples, _ = ANSWER.unpack(exactly(self._steward, ANSWER.size))
        except BaseException as error:
            self.kill()
            if isinstance(error, ConnectionError):
                raise EngineClosed(
                    f"The snapshot {self._snapshot} could not be loaded by the workers' process."
                ) from error
            raise

    def fileno(self) -> int:
        """Return what is readable once the snapshot is loaded, or cannot be."""
        return self._steward.fileno()

    @property
    def pid(self) -> int:
        """The zygote's process id."""
        return self._process.pid

    @property
    def has_ended(self) -> bool:
        """Whether the process is gone; it is reaped then."""
        return self._process.poll() is not None

    def attach(self) -> socket.socket:
        """Return a socket by which a pool asks for workers; raise ConnectionError if it is gone.

        Raise EngineClosed where it lives and has no room for another.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self._steward, [COMMAND.pack(ATTACH, 0)], [theirs.fileno()])
                refusal, _ = ANSWER.unpack(exactly(self._steward, ANSWER.size))
            except OSError as error:
                ours.close()
                raise ConnectionError(f"the zygote {self.pid} is gone") from error
        if refusal:
            ours.close()
            raise EngineClosed(
                f"The workers' process takes on nobody else: {os.strerror(-refusal)}."
            )
        return ours

    def release(self) -> None:
        """Let the zygote end when the last pool has let go of it."""
        self._steward.close()

    def kill(self) -> None:
        """End the zygote whatever it does: it has no workers yet."""
        self.release()
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """End the zygote and wait until it and every worker are gone."""
        self.release()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _input(process: subprocess.Popen[bytes]) -> IO[bytes]:
    if process.stdin is None:
        raise ValueError("the process was started without an input")
    return process.stdin
