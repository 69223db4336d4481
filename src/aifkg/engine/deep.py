"""A deep stack: for long queries, whose parts the planner takes one inside the other.

Every pattern of a group costs the planner another level of the stack, and one that is used up ends
the interpreter with no exception to catch (measured: 3,000 terms of a DESCRIBE, some 10,000
patterns, on the 8 MiB that a main thread has). What the gate admits fits into this one.
"""

from __future__ import annotations

import contextlib
import resource
import threading
from collections.abc import Callable, Iterator
from typing import TypeVar

T = TypeVar("T")
STACK_BYTES = 1 << 29
LONG = 4_000
"""Characters below which no query needs a deep stack, with as much again to spare."""
_SETTING = threading.Lock()


def on_deep_stack(function: Callable[[], T]) -> T:
    """Return what the function returns, or raise what it raises, called with room to go deep."""
    result: list[T] = []
    failure: list[BaseException] = []

    def run() -> None:
        try:
            result.append(function())
        except BaseException as error:  # noqa: BLE001 - it is raised again where it was asked for
            failure.append(error)

    with _room():
        thread = _started(run)
        thread.join()
    if failure:
        raise failure[0]
    return result[0]


def _started(run: Callable[[], None]) -> threading.Thread:
    with _SETTING:
        before = threading.stack_size(STACK_BYTES)
        try:
            thread = threading.Thread(target=run)
            thread.start()
        finally:
            threading.stack_size(before)
    return thread


@contextlib.contextmanager
def _room() -> Iterator[None]:
    """Let the stack be mapped beside what a worker may use; most of it is never touched."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if soft == resource.RLIM_INFINITY:
        yield
        return
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
