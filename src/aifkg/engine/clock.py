"""The clock: how much CPU time another process has had."""

from __future__ import annotations

import sys
import time

_SCHEDULED = 2
"""The clock of time in which a process was scheduled (Linux, CPUCLOCK_SCHED)."""


def cpu_seconds(pid: int) -> float:
    """Return the CPU time of a process; where the system does not tell, time that goes by."""
    if sys.platform == "linux":
        try:
            return time.clock_gettime(~pid << 3 | _SCHEDULED)
        except OSError:
            pass
    return time.monotonic()
