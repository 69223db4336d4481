"""Launching: the server's end of a zygote, which gives it workers and ends them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from aifkg.engine.errors import EngineClosed
from aifkg.engine.gate import Bounds
from aifkg.engine.wire import ANSWER, COMMAND, END, FORK, LENGTHS, pack


@dataclass(frozen=True, slots=True)
class Load:
    """What a zygote loads, and what it allows its workers."""

    snapshot: Path
    prefixes: Mapping[str, str] = field(default_factory=dict)
    bounds: Bounds = field(default_factory=Bounds)
    memory_bytes: int = 1 << 30

    def as_json(self, descriptor: int) -> str:
        """Return the settings as the zygote reads them, the snapshot as an open file."""
        return json.dumps(
            {
                "snapshot": str(self.snapshot),
                "descriptor": descriptor,
                "prefixes": dict(self.prefixes),
                "bounds": asdict(self.bounds),
                "memory_bytes": self.memory_bytes,
            }
        )


@dataclass(eq=False, slots=True)
class Worker:
    """A worker process and the connection to it."""

    pid: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @property
    def is_gone(self) -> bool:
        """Whether the process closed its end, so that asking it would be in vain."""
        return self.reader.at_eof() or self.writer.is_closing()

    async def ask(self, head: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
        """Send one request; return head and body of the reply."""
        self.writer.write(pack(head))
        await self.writer.drain()
        lengths = await self.reader.readexactly(LENGTHS.size)
        head_size, body_size = LENGTHS.unpack(lengths)
        reply: dict[str, Any] = json.loads(await self.reader.readexactly(head_size))
        return reply, await self.reader.readexactly(body_size)


class Launcher:
    """A running zygote; it does one thing at a time.

    A command that is half done must not be cancelled, or the next would read its answer.
    """

    def __init__(
        self, process: asyncio.subprocess.Process, control: socket.socket, size: int
    ) -> None:
        self._process = process
        self._control = control
        self._lock = asyncio.Lock()
        self.triples = size

    @classmethod
    async def start(cls, load: Load, file: BinaryIO) -> Launcher:
        """Start a zygote and wait until it has loaded the snapshot from the open file."""
        ours, theirs = socket.socketpair()
        ours.settimeout(0)
        with theirs:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "aifkg.engine.zygote"),
                str(theirs.fileno()),
                pass_fds=(theirs.fileno(), file.fileno()),
                stdin=asyncio.subprocess.PIPE,
            )
        try:
            await _tell(process, load.as_json(file.fileno()))
            size, _ = ANSWER.unpack(await _exactly(ours, ANSWER.size))
        except BaseException as error:
            ours.close()
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
            if isinstance(error, ConnectionError):
                raise EngineClosed(
                    f"The snapshot {load.snapshot} could not be loaded by the workers' process."
                ) from error
            raise
        return cls(process, ours, size)

    @property
    def pid(self) -> int:
        """The zygote's process id."""
        return self._process.pid

    async def fork(self) -> Worker:
        """Return a new worker; raise ConnectionError where the zygote is gone."""
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                pid, _ = await self._command(FORK, 0, theirs.fileno())
        except ConnectionError:
            ours.close()
            raise
        reader, writer = await asyncio.open_unix_connection(sock=ours, limit=1 << 20)
        return Worker(pid, reader, writer)

    async def end(self, worker: Worker) -> int:
        """Kill a worker, wait until it is gone, and return its wait status, -1 if not to be had."""
        worker.writer.close()
        try:
            _, status = await self._command(END, worker.pid)
        except ConnectionError:
            return -1
        return status

    async def close(self) -> None:
        """End the zygote, which ends every worker."""
        self._control.close()
        try:
            async with asyncio.timeout(5):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()

    async def _command(self, command: bytes, pid: int, *descriptors: int) -> tuple[int, int]:
        async with self._lock:
            try:
                socket.send_fds(self._control, [COMMAND.pack(command, pid)], descriptors)
                answer = await _exactly(self._control, ANSWER.size)
            except OSError as error:
                raise ConnectionError(os.strerror(error.errno or 0)) from error
        first, second = ANSWER.unpack(answer)
        return first, second


async def _tell(process: asyncio.subprocess.Process, text: str) -> None:
    """Write the settings to the process and close its input; one that has died reads nothing."""
    if process.stdin is None:
        raise ConnectionResetError
    process.stdin.write(text.encode())
    with contextlib.suppress(ConnectionError):
        await process.stdin.drain()
    process.stdin.close()


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
