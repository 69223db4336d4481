"""The noting: a process of its own that compares a snapshot with the one served before.

It has what a query has: no network, a bound on memory, and no life after the process that began it.
"""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path

from aifkg.changes.history import History
from aifkg.engine.confine import confine

_FAILED = 1
_LAST = 19


def main(words: list[str]) -> int:
    """Note it: file, hash and time of building, day, most bytes and seconds, and who began this."""
    snapshot, sha256, built, day = Path(words[0]), *words[1:4]
    memory, seconds, parent = (int(word) for word in words[4:7])
    os.nice(_LAST)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    try:
        confine(memory, parent)
        History.beside(snapshot, day).note(snapshot, sha256, built)
    except OSError as error:
        sys.stdout.write(f"{error.strerror or error}.")
        return _FAILED
    except MemoryError:
        sys.stdout.write(f"It would take more than {memory:,} bytes of memory.")
        return _FAILED
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
