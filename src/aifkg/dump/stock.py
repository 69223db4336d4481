"""The stock: the folder beside a snapshot in which its dump is kept, made by one process at a time.

A dump is made under another name and gets its own when it is whole, so that no reader sees part of
one, whenever the maker ends.
"""

from __future__ import annotations

import fcntl
import hashlib
import platform
import shutil
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from aifkg.dump import index
from aifkg.dump.index import Index

BUSY = 75
"""How a process ends that found another one making a dump (EX_TEMPFAIL of sysexits.h)."""
_KEPT = 3
_UNFINISHED = ".new"
_LOCK = ".lock"


@dataclass(frozen=True, slots=True)
class Stock:
    """The dumps that lie in one folder, each named by the hash of its snapshot and the program."""

    folder: Path

    @classmethod
    def beside(cls, snapshot: Path) -> Stock:
        """Return the stock of the folder that a snapshot lies in."""
        return cls(snapshot.resolve().parent / "dump")

    def place(self, sha256: str) -> Path:
        """Return where the dump of a snapshot is, or will be."""
        return self.folder / f"{sha256}.{program()}"

    def index(self, sha256: str) -> Index | None:
        """Return the index of a snapshot's dump, or None where there is none yet."""
        return Index.read(self.place(sha256) / index.NAME)

    def discard(self, sha256: str) -> None:
        """Have a dump that is damaged made anew when it is next asked for."""
        (self.place(sha256) / index.NAME).unlink(missing_ok=True)

    def take_in(self, sha256: str, make: Callable[[Path], object]) -> bool:
        """Have a dump made unless it is there; return False where another process makes one."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._alone() as is_alone:
            if not is_alone:
                return False
            if self.index(sha256) is None:
                self._make(sha256, make)
            return True

    def _make(self, sha256: str, make: Callable[[Path], object]) -> None:
        unfinished = self.folder / _UNFINISHED
        # What a maker left that was killed; there is no other, since this one is alone.
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir()
        try:
            make(unfinished)
            shutil.rmtree(self.place(sha256), ignore_errors=True)
            unfinished.rename(self.place(sha256))
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
        self._forget_old()

    def _forget_old(self) -> None:
        """Remove all but the latest dumps; a file that is being sent stays until it is."""
        found = [path for path in self.folder.iterdir() if not path.name.startswith(".")]
        for path in sorted(found, key=_age)[:-_KEPT]:
            shutil.rmtree(path, ignore_errors=True)

    @contextmanager
    def _alone(self) -> Iterator[bool]:
        """Give whether no other process makes a dump here; the lock ends with its holder."""
        with (self.folder / _LOCK).open("wb") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True


@cache
def program() -> str:
    """Return what tells programs apart that may write the same dump in other bytes."""
    digest = hashlib.sha256()
    here = Path(__file__).parent
    for path in sorted((*here.glob("*.py"), *here.glob("*.rq"), *here.glob("*.sql"))):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    tools = (version("pyoxigraph"), sqlite3.sqlite_version, zlib.ZLIB_RUNTIME_VERSION)
    digest.update("\0".join((*tools, platform.python_version())).encode())
    return digest.hexdigest()[:8]


def _age(path: Path) -> int:
    with suppress(FileNotFoundError):
        return path.stat().st_mtime_ns
    return 0
