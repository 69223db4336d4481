"""The zygote: loads the snapshot once and forks workers that share it; single-threaded throughout.

The server starts it as a program of its own, so that no thread of the server is ever forked. It is
told what to do in one-byte commands on a socket and answers each with two integers. It alone
ends and reaps workers, so a process id it is given can never be another process's.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any, NoReturn

from aifkg.engine.confine import confine
from aifkg.engine.errors import EngineError
from aifkg.engine.gate import Bounds
from aifkg.engine.store import EmbeddedEngine
from aifkg.engine.wire import ANSWER, COMMAND, FORK
from aifkg.engine.worker import work


class Zygote:
    """The loaded snapshot and the workers that were forked from it."""

    def __init__(self, engine: EmbeddedEngine, control: socket.socket, memory_bytes: int) -> None:
        self._engine = engine
        self._control = control
        self._memory_bytes = memory_bytes
        self._workers: set[int] = set()

    def serve(self) -> None:
        """Obey commands until the server's end is closed, then end every worker."""
        self._control.sendall(ANSWER.pack(len(self._engine), 0))
        try:
            while self._obey():
                pass
        finally:
            for pid in tuple(self._workers):
                self._end(pid)

    def _obey(self) -> bool:
        data, descriptors, _, _ = socket.recv_fds(self._control, COMMAND.size, 1)
        if not data:
            return False
        command, pid = COMMAND.unpack(data)
        if command == FORK:
            self._control.sendall(ANSWER.pack(self._fork(descriptors[0]), 0))
        else:
            self._control.sendall(ANSWER.pack(pid, self._end(pid)))
        return True

    def _fork(self, descriptor: int) -> int:
        pid = os.fork()
        if pid == 0:
            self._become_worker(descriptor)
        os.close(descriptor)
        self._workers.add(pid)
        return pid

    def _become_worker(self, descriptor: int) -> NoReturn:
        status = 1
        try:
            self._control.close()
            confine(self._memory_bytes)
            with socket.socket(fileno=descriptor) as connection:
                work(self._engine, connection)
            status = 0
        except (MemoryError, BrokenPipeError, ConnectionError):
            pass
        finally:
            os._exit(status)

    def _end(self, pid: int) -> int:
        """End a worker of ours; return how it ended, as waitpid does, or -1 if it is none."""
        if pid not in self._workers:
            return -1
        self._workers.discard(pid)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        return os.waitpid(pid, 0)[1]


def main(arguments: list[str]) -> int:
    """Run as `python -m aifkg.engine.zygote <descriptor>`, with the settings on standard input."""
    (descriptor,) = arguments
    settings: dict[str, Any] = json.load(sys.stdin)
    # Ctrl-C in a terminal goes to every process; the server decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with socket.socket(fileno=int(descriptor)) as control:
        try:
            engine = EmbeddedEngine.open(
                Path(settings["snapshot"]),
                descriptor=settings["descriptor"],
                prefixes=settings["prefixes"],
                bounds=Bounds(**settings["bounds"]),
            )
        except EngineError as error:
            sys.stderr.write(f"{error}\n")
            return 1
        with contextlib.suppress(ConnectionError):
            Zygote(engine, control, settings["memory_bytes"]).serve()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
