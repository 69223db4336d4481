"""The outlet: a descriptor that whole lines go out by, without ever waiting for who reads them.

Several processes write to one descriptor. Their lines stay whole because each write is of whole
lines and is not torn apart by another's:

- on a file, because a write to it holds the file's lock (on Linux, for what is inherited or opened
  with O_APPEND);
- on a pipe, because a write of at most PIPE_BUF bytes is atomic (POSIX), hence blocks of that size;
- on a stream socket, such as the journal of systemd, because Linux queues so small a block whole.

A file takes what is written. A pipe whose reader stands still would hold the process: it is
opened again for this process alone, because O_NONBLOCK on an inherited descriptor would change it
for every process that has it, the shell included. A socket is told not to wait at each write. Where
a pipe cannot be opened again (not Linux, or another user's), it is asked before each write whether
it takes one, which a second writer can spoil.
"""

from __future__ import annotations

import os
import select
import socket
import stat
from collections.abc import Callable
from pathlib import Path

_FLAGS = os.O_WRONLY | os.O_APPEND | os.O_NONBLOCK | os.O_NOCTTY
_FILE_BYTES = 1 << 20


class Outlet:
    """A way out for lines; raise OSError where the descriptor is not open."""

    def __init__(self, descriptor: int) -> None:
        mode = os.fstat(descriptor).st_mode
        self.block_bytes = _FILE_BYTES if stat.S_ISREG(mode) else select.PIPE_BUF
        self._rest = b""
        self._write, self._close = _way(descriptor, mode)

    def send(self, block: bytes) -> bool:
        """Write whole lines, at most `block_bytes` unless it is one; False where none are taken."""
        if self._rest and not self._finish():
            return False
        written = self._try(block)
        # Only a terminal or a full disk takes part of a block; its end comes first next time.
        self._rest = block[written:] if written else b""
        return written > 0

    def close(self) -> None:
        """Give back what was opened; the descriptor itself stays open, and nothing is taken."""
        self._close()
        self._write, self._close = _nothing, lambda: None

    def _finish(self) -> bool:
        self._rest = self._rest[self._try(self._rest) :]
        return not self._rest

    def _try(self, data: bytes) -> int:
        try:
            return self._write(data)
        except OSError:  # full, or nobody reads any more
            return 0


def _way(descriptor: int, mode: int) -> tuple[Callable[[bytes], int], Callable[[], None]]:
    """Return how to write to a kind of descriptor, and how to end that."""
    if stat.S_ISREG(mode):
        return (lambda data: os.write(descriptor, data)), (lambda: None)
    if stat.S_ISSOCK(mode):
        connection = socket.socket(fileno=os.dup(descriptor))
        return (lambda data: connection.send(data, socket.MSG_DONTWAIT)), connection.close
    own = _opened_again(descriptor)
    if own is None:
        return (lambda data: _ask_and_write(descriptor, data)), (lambda: None)
    return (lambda data: os.write(own, data)), (lambda: os.close(own))


def _opened_again(descriptor: int) -> int | None:
    """Return a descriptor of our own for the same pipe or terminal, or None."""
    path = Path(f"/proc/self/fd/{descriptor}")
    try:
        return os.open(path, _FLAGS) if path.exists() or path.is_symlink() else None
    except OSError:
        return None


def _nothing(_: bytes) -> int:
    """Take none of it."""
    return 0


def _ask_and_write(descriptor: int, data: bytes) -> int:
    _, ready, _ = select.select([], [descriptor], [], 0)
    return os.write(descriptor, data) if ready else 0
