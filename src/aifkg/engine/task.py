"""Tasks: what workers do besides queries, by programs that the engine knows by name alone.

A task is prepared once, on the loaded graph, before any worker is forked, and shared by all.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module

from aifkg.engine.errors import QueryFailed
from aifkg.engine.store import EmbeddedEngine

Task = Callable[[str], bytes]
Tasks = Mapping[str, Task]


def prepared(
    places: Mapping[str, str], engine: EmbeddedEngine, prefixes: Mapping[str, str]
) -> dict[str, Task]:
    """Return the tasks, each from its place: `module:function`, which takes graph and prefixes.

    Of a graph that one cannot be prepared on, queries are answered all the same: the task says why
    it cannot be done, here and to who asks.
    """
    return {name: _prepared(name, place, engine, prefixes) for name, place in places.items()}


def _prepared(name: str, place: str, engine: EmbeddedEngine, prefixes: Mapping[str, str]) -> Task:
    try:
        return _at(place)(engine, prefixes)
    except Exception as error:  # noqa: BLE001 - whatever it is, queries are answered
        why = f'The task "{name}" cannot be done on this graph: {type(error).__name__}: {error}.'
        sys.stderr.write(f"{why}\n")
        return _failing(why)


def _failing(why: str) -> Task:
    def task(_: str) -> bytes:
        raise QueryFailed(why)

    return task


def _at(place: str) -> Callable[[EmbeddedEngine, Mapping[str, str]], Task]:
    module, _, name = place.partition(":")
    found: Callable[[EmbeddedEngine, Mapping[str, str]], Task] = getattr(
        import_module(module), name
    )
    return found
