"""An obituary: how a worker ended, by the status that it left; knows neither pool nor zygote."""

from __future__ import annotations

import os
import re
import signal
import traceback
from pathlib import Path

OUT_OF_MEMORY, FAILED = 3, 4
"""With what a worker exits that ran out of memory, and one that an error of its own ends."""
_QUOTED = re.compile(r"""(["'`]).*?(\1|$)|<[^>]*>?""", re.DOTALL)
_LONGEST = 200


def obituary(status: int, memory_bytes: int) -> tuple[str, str]:
    """Say how a worker ended, from its wait status or -1: a word, and what its client is told.

    Rust aborts where memory cannot be had, Python exits.
    """
    code = os.waitstatus_to_exitcode(status) if status >= 0 else 0
    ended = "The process that evaluated the query "
    ended += f"was ended by {_cause(code)}." if code else "ended before it had an answer."
    if code in (-signal.SIGABRT, OUT_OF_MEMORY):
        most = f"{memory_bytes >> 20:,} MiB of memory"
        return "memory", f"{ended} It most likely needed more than the {most} a query may use."
    if code < 0:
        return (
            "crashed",
            f"{ended} The query may be nested too deep, or the machine short of memory.",
        )
    if code:
        return "crashed", f"{ended} The fault is the server's, and its log says which it is."
    return "crashed", f"{ended} Nothing tells why; it may well be answered when it is asked again."


def last_words(error: BaseException) -> str:
    """Return what the log says of the error that ends a worker: its kind, place and message.

    It is one line, without what the message quotes: that may be of the query.
    """
    *_, (frame, line) = traceback.walk_tb(error.__traceback__)
    place = f"{Path(frame.f_code.co_filename).name}:{line}"
    message = ascii(_QUOTED.sub("...", str(error))[:_LONGEST])
    return f"A worker was ended by {type(error).__name__} at {place}: {message}"


def _cause(code: int) -> str:
    if code == OUT_OF_MEMORY:
        return "want of memory"
    return f"signal {_signal(-code)}" if code < 0 else "an error of its own"


def _signal(number: int) -> str:
    """Return the name of a signal; most of the real-time ones have none."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)
