"""Tasks: what workers do besides queries, by programs that the engine knows by name alone.

A task is prepared once, on the loaded graph, before any worker is forked, and shared by all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module

from aifkg.engine.store import EmbeddedEngine

Task = Callable[[str], bytes]
Tasks = Mapping[str, Task]


def prepared(
    places: Mapping[str, str], engine: EmbeddedEngine, prefixes: Mapping[str, str]
) -> dict[str, Task]:
    """Return the tasks, each from its place: `module:function`, which takes graph and prefixes."""
    return {name: _at(place)(engine, prefixes) for name, place in places.items()}


def _at(place: str) -> Callable[[EmbeddedEngine, Mapping[str, str]], Task]:
    module, _, name = place.partition(":")
    found: Callable[[EmbeddedEngine, Mapping[str, str]], Task] = getattr(
        import_module(module), name
    )
    return found
