"""The maker: a process of its own that makes the dump of a snapshot, and says why it cannot.

It has what a query has: no network, a bound on memory, and no life after the process that began it.
"""

from __future__ import annotations

import os
import resource
import sqlite3
import sys
from pathlib import Path

from aifkg.dump.making import DumpError, make
from aifkg.dump.stock import BUSY, Stock
from aifkg.engine import EngineError
from aifkg.engine.confine import confine
from aifkg.names import PrefixTable
from aifkg.share import Share

FAILED = 1
_LAST = 19


def main(words: list[str]) -> int:
    """Make it: the snapshot's file and hash, most bytes and seconds, and who began this process."""
    snapshot, sha256 = Path(words[0]), words[1]
    memory, seconds, parent = (int(word) for word in words[2:5])
    os.nice(_LAST)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    try:
        prefixes = PrefixTable.read(Share.find().ontology / "prefixes.ttl").namespaces
        confine(memory, parent)
        is_done = Stock.beside(snapshot).take_in(
            sha256, lambda folder: make(snapshot, folder, prefixes, sha256=sha256)
        )
    except (DumpError, EngineError, OSError, sqlite3.Error) as error:
        sys.stdout.write(_sentence(error))
        return FAILED
    except MemoryError:
        sys.stdout.write(f"It would take more than {memory:,} bytes of memory.")
        return FAILED
    return 0 if is_done else BUSY


def _sentence(error: Exception) -> str:
    """Return why there is no dump, without the paths of this machine."""
    if isinstance(error, OSError):
        return f"{error.strerror or error}."
    return str(error)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
