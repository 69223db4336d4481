"""The time limit of one question: a query cannot be cancelled, but its process can be ended."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from aifkg.cli.errors import TIMEOUT


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """End the process with exit code 3 where the body takes longer; it writes nothing to stdout."""
    timer = threading.Timer(seconds, _end, (seconds,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _end(seconds: float) -> None:
    """Leave at once: the engine holds the main thread until its query ends."""
    sys.stderr.write(f"The query was stopped at its limit of {seconds:g} s; nothing was written.\n")
    sys.stderr.flush()
    os._exit(TIMEOUT)
