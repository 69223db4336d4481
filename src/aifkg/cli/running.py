"""A running server: the file by which other commands find it, locked as long as it runs.

A lock of fcntl is its process's own and ends with it, however that ends: a file that is not locked
is left over, and its process id may be another process's by now.
"""

from __future__ import annotations

import fcntl
import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from aifkg.cli.errors import Usage


@dataclass(frozen=True)
class Running:
    """A server that runs: its process, where it listens, what it began with, and for which day."""

    pid: int
    address: str
    sha256: str
    as_of: str | None

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return urlsplit(self.address).port or 0


class Announcement:
    """The file of the server in this process."""

    def __init__(self, folder: Path, running: Running) -> None:
        """Write and lock it; raise OSError where that fails."""
        self._path = folder / f"server-{running.port}.json"
        self._file = _locked(folder)
        try:
            self._file.write(json.dumps(asdict(running)).encode())
            self._file.flush()
            Path(self._file.name).replace(self._path)
        except BaseException:
            Path(self._file.name).unlink(missing_ok=True)
            self._file.close()
            raise

    def remove(self) -> None:
        """Remove it, unless another server has put its own in its place."""
        try:
            if os.path.samestat(self._path.stat(), os.fstat(self._file.fileno())):
                self._path.unlink()
        except FileNotFoundError:
            pass
        finally:
            self._file.close()


def server(folder: Path, port: int | None) -> Running:
    """Return the server on a port, or the only one; raise Usage where there is none."""
    running = list(_running(folder))
    found = [one for one in running if port in (None, one.port)]
    if len(found) == 1:
        return found[0]
    place = "" if port is None else f" on port {port}"
    if not found:
        raise Usage(f"No server that serves this folder runs{place}; aifkg serve starts one.")
    ports = ", ".join(str(one.port) for one in found)
    raise Usage(f"Servers run on the ports {ports}; --port says which one is meant.")


def is_running(folder: Path, one: Running) -> bool:
    """Whether a server that was found runs still."""
    return one in _running(folder)


def _locked(folder: Path) -> IO[bytes]:
    # Not a context: the lock is held as long as the file is open.
    file = tempfile.NamedTemporaryFile(dir=folder, prefix="server-", delete=False)  # noqa: SIM115
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BaseException:
        file.close()
        raise
    return file


def _running(folder: Path) -> Iterator[Running]:
    """Yield the servers whose files are locked; remove the files that are left over."""
    for path in sorted(folder.glob("server-*.json")):
        try:
            with path.open("rb") as file:
                if _is_locked(file):
                    yield Running(**json.load(file))
                else:
                    path.unlink()
        except FileNotFoundError:
            continue
        except (ValueError, TypeError) as error:
            raise Usage(f"{path} does not say where a server runs: {error}.") from error


def _is_locked(file: IO[bytes]) -> bool:
    try:
        fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return True
    return False
