"""Spawning: a pool's end of a zygote, which gives it workers and ends them."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable
from typing import cast

from aifkg.engine.errors import EngineError
from aifkg.engine.wire import ANSWER, COMMAND, END, FORK, LENGTHS, Written, read_reply

Outcome = Written | EngineError
"""What a worker made of a request."""
Done = Callable[["Outcome | None"], None]


class Worker(asyncio.Protocol):
    """A worker process and the connection to it; it does one thing at a time."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.is_gone = False
        self.is_used = False
        self._parts: list[bytes] = []
        self._had = 0
        self._whole = 0
        self._done: Done | None = None
        self.on_gone: Callable[[Worker], None] = lambda _: None

    def ask(self, frame: bytes, done: Done) -> None:
        """Send a request; `done` is told the outcome, None where the process ended before it."""
        self._done = done
        self.is_used = True
        if self.is_gone:
            # Later, as every other end is told: who asks is not done with asking yet.
            asyncio.get_running_loop().call_soon(self._tell, None)
        else:
            self._transport.write(frame)

    def leave(self) -> None:
        """Close the connection; nobody is told of what still comes."""
        self._done = None
        self.is_gone = True
        self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the connection."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Collect a reply, and tell of it when it is whole."""
        self._parts.append(data)
        self._had += len(data)
        if not self._whole and self._had >= LENGTHS.size:
            self._parts = [b"".join(self._parts)]
            self._whole = LENGTHS.size + sum(LENGTHS.unpack_from(self._parts[0]))
        if self._whole and self._had >= self._whole:
            parts, self._parts = self._parts, []
            self._had = self._whole = 0
            self._tell(_outcome(parts))

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio names it
        """Tell that no reply will come."""
        self.is_gone = True
        self._tell(None)
        self.on_gone(self)

    def _tell(self, outcome: Outcome | None) -> None:
        done, self._done = self._done, None
        if done is not None:
            done(outcome)


class Spawner:
    """One pool's line to a zygote, which does one thing at a time.

    A command that is half done must not be cancelled, or the next would read its answer.
    """

    def __init__(self, control: socket.socket) -> None:
        control.settimeout(0)
        self._control = control
        self._lock = asyncio.Lock()

    async def fork(self) -> Worker:
        """Return a new worker; raise ConnectionError where the zygote is gone.

        Raise another OSError where the system lets it fork none now.
        """
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                pid, _ = await self._command(FORK, 0, theirs.fileno())
        except OSError:
            ours.close()
            raise
        loop = asyncio.get_running_loop()
        _, worker = await loop.create_connection(lambda: Worker(pid), sock=ours)
        return worker

    async def end(self, worker: Worker) -> int:
        """Kill a worker, wait until it is gone, and return its wait status, -1 if not to be had."""
        worker.leave()
        try:
            _, status = await self._command(END, worker.pid)
        except OSError:
            return -1
        return status

    def close(self) -> None:
        """Let go of the zygote, which ends every worker of the pool."""
        self._control.close()

    async def _command(self, command: bytes, pid: int, *descriptors: int) -> tuple[int, int]:
        async with self._lock:
            try:
                socket.send_fds(self._control, [COMMAND.pack(command, pid)], descriptors)
                answer = await _exactly(self._control, ANSWER.size)
            except OSError as error:
                raise ConnectionError(os.strerror(error.errno or 0)) from error
        first, second = ANSWER.unpack(answer)
        if first < 0:
            raise OSError(-first, os.strerror(-first))
        return first, second


def _outcome(parts: list[bytes]) -> Outcome | None:
    """Return what a reply says, or None where it cannot be read: a query led its writer astray.

    Of the parts, the first has the lengths; a long body is copied once.
    """
    head_size, _ = LENGTHS.unpack_from(parts[0])
    start = LENGTHS.size + head_size
    if len(parts[0]) < start:
        parts = [b"".join(parts)]
    first, *others = parts
    head = first[LENGTHS.size : start]
    body = b"".join((memoryview(first)[start:], *others)) if others else first[start:]
    try:
        return read_reply(head, body)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


async def _exactly(connection: socket.socket, size: int) -> bytes:
    """Return so many bytes; raise ConnectionError where the connection ends before."""
    loop = asyncio.get_running_loop()
    data = b""
    while len(data) < size:
        part = await loop.sock_recv(connection, size - len(data))
        if not part:
            raise ConnectionResetError
        data += part
    return data
