"""A source of workers: the zygote that a pool is attached to, and another where it is gone."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path
from typing import BinaryIO, Protocol

from aifkg.engine.errors import EngineClosed
from aifkg.engine.launch import Launcher, Load
from aifkg.engine.spawn import Spawner


class Source(Protocol):
    """Whence a pool has its workers."""

    @property
    def memory_bytes(self) -> int:
        """The most memory that a query may use."""

    async def attach(self) -> Spawner:
        """Return a line to a zygote that lives; raise EngineClosed where none is to be had."""

    async def close(self) -> None:
        """Let go of the zygote."""


class OwnZygote:
    """A zygote of this process's own, started again where it has died."""

    def __init__(self, load: Load, file: BinaryIO, sha256: str, launcher: Launcher) -> None:
        self._load = load
        # Kept open, so that a zygote started later loads the same graph, removed or not.
        self._file = file
        self._launcher = launcher
        self._lock = asyncio.Lock()
        self.sha256 = sha256

    @classmethod
    def start(cls, load: Load) -> OwnZygote:
        """Load the snapshot, which blocks; raise EngineClosed where that fails."""
        file, sha256 = opened(load.snapshot)
        try:
            return cls(load, file, sha256, Launcher.start(load, file))
        except BaseException:
            file.close()
            raise

    @property
    def memory_bytes(self) -> int:
        """The most memory that a query may use."""
        return self._load.memory_bytes

    @property
    def pid(self) -> int:
        """The zygote's process id."""
        return self._launcher.pid

    @property
    def triples(self) -> int:
        """How many triples the snapshot has, passages included."""
        return self._launcher.triples

    async def attach(self) -> Spawner:
        """Return a line to the zygote, started again where it is gone."""
        async with self._lock:
            try:
                return Spawner(self._launcher.attach())
            except ConnectionError:
                await asyncio.to_thread(self._launcher.close)
                self._launcher = await asyncio.to_thread(self._start_again)
                return Spawner(self._launcher.attach())

    def _start_again(self) -> Launcher:
        return started_again(self._load, self._file, self.sha256)

    async def close(self) -> None:
        """End the zygote and every worker."""
        await asyncio.to_thread(self._launcher.close)
        self._file.close()


def started_again(load: Load, file: BinaryIO, sha256: str) -> Launcher:
    """Return a zygote with the graph of one that is gone.

    Raise EngineClosed where it cannot be started, or where the file was written over since.
    """
    # Read anew: a buffer may hold what the file had.
    with open(file.fileno(), "rb", buffering=0, closefd=False) as now:
        now.seek(0)
        is_same = hashlib.file_digest(now, "sha256").hexdigest() == sha256
    if not is_same:
        raise EngineClosed(
            f"The snapshot {load.snapshot} has been written over since it was loaded, so that the "
            "graph it held is gone; put a new file in its place instead, and reload."
        )
    return Launcher.start(load, file)


def opened(snapshot: Path) -> tuple[BinaryIO, str]:
    """Return a snapshot's file and its SHA-256; raise EngineClosed where it is unreadable."""
    try:
        file = snapshot.open("rb")
        return file, hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        reason = error.strerror
        raise EngineClosed(f"The snapshot {snapshot} cannot be read: {reason}.") from error
