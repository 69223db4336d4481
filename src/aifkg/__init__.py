"""Europe's AI factories as a knowledge graph, with the evidence for every value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aifkg.api import Graph, load
    from aifkg.rows import Rows
    from aifkg.show import Sheet

__version__ = "0.1.0"
__all__ = ["Graph", "Rows", "Sheet", "__version__", "load"]

_HOMES = {
    "Graph": "aifkg.api",
    "Rows": "aifkg.rows",
    "Sheet": "aifkg.show",
    "load": "aifkg.api",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is: workers and `--help` need none of it."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
