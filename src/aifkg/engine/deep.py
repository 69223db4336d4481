"""A deep stack: for long queries, whose parts the planner takes one inside the other.

Every pattern of a group costs the planner another level of the stack, and one that is used up ends
the interpreter with no exception to catch (measured: 3,000 terms of a DESCRIBE, some 10,000
patterns, on the 8 MiB that a main thread has). What the gate admits fits into this one.
"""

from __future__ import annotations

import os
import resource
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

T = TypeVar("T")
STACK_BYTES = 1 << 29
LONG = 4_000
"""Characters below which no query needs a deep stack, with as much again to spare."""
_SETTING = threading.Lock()


def on_deep_stack(function: Callable[[], T]) -> T:
    """Return what the function returns, or raise what it raises, called with room to go deep."""
    return _deep(os.getpid()).submit(function).result()


@cache
def _deep(_process: int) -> ThreadPoolExecutor:
    """Return the one thread of a process that goes deep.

    It is kept: the stack of one that has ended stays mapped, in the way of what comes after it.
    """
    _make_room()
    thread = ThreadPoolExecutor(1)
    with _SETTING:
        before = threading.stack_size(STACK_BYTES)
        try:
            thread.submit(int).result()
        finally:
            threading.stack_size(before)
    return thread


def _make_room() -> None:
    """Let the stack be mapped beside what a worker may use; most of it is never touched."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if soft != resource.RLIM_INFINITY:
        more = soft + STACK_BYTES
        more = more if hard == resource.RLIM_INFINITY else min(more, hard)
        resource.setrlimit(resource.RLIMIT_AS, (more, hard))
