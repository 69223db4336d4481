"""Memory: what a large answer took is the machine's again once it is sent."""

from __future__ import annotations

import ctypes
import sys

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
_LARGE = 1 << 17


def give_back() -> None:
    """Have the C library map large blocks apart, so that freeing one gives it back (mallopt(3)).

    By itself it keeps ever larger ones for later, up to 32 MiB, in every process. Where it is not
    glibc, nothing is done.
    """
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, _LARGE)
        mallopt(_TRIM_THRESHOLD, _LARGE)
        mallopt(_ARENA_MAX, 2)
