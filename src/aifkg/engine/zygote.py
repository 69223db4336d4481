"""The zygote: loads the snapshot once and forks workers that share it; single-threaded throughout.

The server starts it as a program of its own, so that no thread of the server is ever forked. It is
told what to do in one-byte commands on sockets and answers each with two integers: one socket of
its steward, who started it, and one of each pool that was attached. It alone reaps workers, so a
process id that a pool was given can never be another process's.
"""

from __future__ import annotations

import contextlib
import errno
import gc
import json
import os
import selectors
import signal
import socket
import sys
from pathlib import Path
from typing import Any, NoReturn

from aifkg.engine.confine import confine
from aifkg.engine.errors import EngineError
from aifkg.engine.gate import Bounds
from aifkg.engine.memory import give_back
from aifkg.engine.obituary import FAILED, OUT_OF_MEMORY, last_words
from aifkg.engine.store import EmbeddedEngine
from aifkg.engine.task import Tasks, prepared
from aifkg.engine.wire import ANSWER, ATTACH, COMMAND, END
from aifkg.engine.worker import work

_KEPT = 8 << 20
"""Bytes that a worker keeps for its next answer: measured, 10,000 rows take a quarter less time."""


class Zygote:
    """The loaded snapshot, those who may ask for workers, and the workers of each."""

    def __init__(
        self, engine: EmbeddedEngine, tasks: Tasks, steward: socket.socket, memory_bytes: int
    ) -> None:
        self._engine = engine
        self._tasks = tasks
        self._steward = steward
        self._memory_bytes = memory_bytes
        self._workers: dict[socket.socket, set[int]] = {}
        self._selector = selectors.DefaultSelector()
        self._admit(steward)

    def serve(self) -> None:
        """Obey until every other end is closed; whoever closes loses the workers it had."""
        self._steward.sendall(ANSWER.pack(len(self._engine), 0))
        while self._workers:
            for key, _ in self._selector.select():
                control = key.fileobj
                if isinstance(control, socket.socket) and not self._obey(control):
                    self._dismiss(control)

    def _admit(self, control: socket.socket) -> None:
        self._selector.register(control, selectors.EVENT_READ)
        self._workers[control] = set()

    def _dismiss(self, control: socket.socket) -> None:
        self._selector.unregister(control)
        for pid in tuple(self._workers[control]):
            self._end(control, pid)
        del self._workers[control]
        control.close()

    def _obey(self, control: socket.socket) -> bool:
        """Do what the next command says; return False where nothing more can come or go."""
        try:
            data, descriptors, _, _ = socket.recv_fds(control, COMMAND.size, 1)
            if len(data) < COMMAND.size:
                return False
            command, pid = COMMAND.unpack(data)
            control.sendall(ANSWER.pack(*self._answer(control, command, pid, descriptors)))
        except OSError:
            return False
        return True

    def _answer(
        self, control: socket.socket, command: bytes, pid: int, descriptors: list[int]
    ) -> tuple[int, int]:
        """Obey; what the system refuses is told, for it must not end the workers of all."""
        try:
            if command == END:
                return pid, self._end(control, pid)
            given = _socket(descriptors)
            if command == ATTACH:
                self._admit(given)
                return 0, 0
            with given:
                return self._fork(control, given), 0
        except OSError as error:
            return -(error.errno or errno.EIO), 0

    def _fork(self, control: socket.socket, given: socket.socket) -> int:
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            self._become_worker(given, parent)
        self._workers[control].add(pid)
        return pid

    def _become_worker(self, given: socket.socket, parent: int) -> NoReturn:
        status = FAILED
        try:
            self._selector.close()
            for control in self._workers:
                control.close()
            confine(self._memory_bytes, parent)
            # Not closed here: the pool would have it killed before it says how it ended.
            work(self._engine, self._tasks, given)
            status = 0
        except ConnectionError:
            # The pool has let go of it, and wants no answer.
            status = 0
        except MemoryError:
            status = OUT_OF_MEMORY
        except BaseException as error:  # noqa: BLE001 - a panic of the engine is no Exception
            sys.stderr.write(f"{last_words(error)}\n")
            sys.stderr.flush()
        finally:
            os._exit(status)

    def _end(self, control: socket.socket, pid: int) -> int:
        """End a worker of whoever asks; return how it ended, as waitpid does, or -1 if none."""
        if pid not in self._workers[control]:
            return -1
        self._workers[control].discard(pid)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        return os.waitpid(pid, 0)[1]


def _socket(descriptors: list[int]) -> socket.socket:
    """Return the socket that came with a command; one that found no room here came as none."""
    if not descriptors:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))
    return socket.socket(fileno=descriptors[0])


def main(arguments: list[str]) -> int:
    """Run as `python -m aifkg.engine.zygote <descriptor>`, with the settings on standard input."""
    (descriptor,) = arguments
    settings: dict[str, Any] = json.load(sys.stdin)
    # They may go to every process of a terminal or a service; the server decides what they mean.
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    give_back(_KEPT)
    with socket.socket(fileno=int(descriptor)) as control:
        try:
            engine = EmbeddedEngine.open(
                Path(settings["snapshot"]),
                descriptor=settings["descriptor"],
                prefixes=settings["prefixes"],
                base=settings["base"],
                bounds=Bounds(**settings["bounds"]),
            )
        except EngineError as error:
            sys.stderr.write(f"{error}\n")
            return 1
        tasks = prepared(settings["tasks"], engine, settings["prefixes"])
        # What is alive now is shared with every worker; a collection would write to its pages.
        gc.collect()
        gc.freeze()
        with contextlib.suppress(ConnectionError):
            Zygote(engine, tasks, control, settings["memory_bytes"]).serve()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
