"""Memory: what a large answer took is the machine's again once it is sent."""

from __future__ import annotations

import ctypes
import sys

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8


def give_back(large: int) -> None:
    """Have the C library give back what is free, past so many bytes (mallopt(3)).

    By itself it keeps ever larger blocks for later, up to 32 MiB, in every process; a process that
    keeps none has to ask for each page of each answer again. Where it is not glibc, nothing is
    done.
    """
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, large)
        mallopt(_TRIM_THRESHOLD, large)
        mallopt(_ARENA_MAX, 2)
