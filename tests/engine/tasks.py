"""Tasks that the tests have workers do."""

from __future__ import annotations

import os
from collections.abc import Mapping

from aifkg.engine import EmbeddedEngine
from aifkg.engine.task import Task


def size(engine: EmbeddedEngine, prefixes: Mapping[str, str]) -> Task:
    """Return what says how large the graph is, who asks, and what process it is."""
    prepared_in = os.getpid()
    return lambda text: (
        f"{len(engine)} {len(prefixes)} {text} {os.getpid() != prepared_in}".encode()
    )


def endless(engine: EmbeddedEngine, prefixes: Mapping[str, str]) -> Task:
    """Return what never ends."""

    def task(text: str) -> bytes:
        while True:
            pass

    return task


def failing(engine: EmbeddedEngine, prefixes: Mapping[str, str]) -> Task:
    """Return what meets an error of its own."""

    def task(text: str) -> bytes:
        raise LookupError(text)

    return task


def wrong(engine: EmbeddedEngine, prefixes: Mapping[str, str]) -> Task:
    """Return what cannot do what it is asked."""
    return lambda text: str(int(text)).encode()
