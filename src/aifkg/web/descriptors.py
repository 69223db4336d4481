"""Descriptors: how many files and sockets this process may have open."""

from __future__ import annotations

import resource


def allowed(wanted: int) -> int:
    """Return how many may be open: as many as wanted where the system lets the bound be raised."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return wanted
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return most
