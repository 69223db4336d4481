"""Confinement: what a worker gives up before it reads a query.

Each step is skipped where the system has no such call.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import sys
from pathlib import Path

from aifkg.engine.deep import STACK_BYTES
from aifkg.engine.seccomp import refuse_sockets

_PR_SET_PDEATHSIG = 1
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000


def confine(memory_bytes: int, parent: int) -> None:
    """Give up the network, bound the memory, and die with the parent.

    Raise ConnectionResetError where the parent is gone already, of which no signal would tell.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not sys.platform.startswith("linux"):
        return
    libc = ctypes.CDLL(None, use_errno=True)
    leave_network()
    refuse_sockets()
    # After unshare: a change of credentials clears it.
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        raise ConnectionResetError
    with contextlib.suppress(OSError):
        # Where memory runs out all the same, the kernel is to take a worker, not the server.
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    _bound_memory(memory_bytes)


def leave_network() -> bool:
    """Move to a network of its own that leads nowhere; say whether the system allowed it.

    Some containers do not, which is why new sockets are refused as well.
    """
    return not ctypes.CDLL(None, use_errno=True).unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _bound_memory(memory_bytes: int) -> None:
    """Bound what is allocated on top of the shared snapshot, a deep stack set aside."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    limit = pages * os.sysconf("SC_PAGE_SIZE") + memory_bytes
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit + STACK_BYTES))
