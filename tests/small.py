"""The small graph: real claims about two factories, built once for all tests that ask it."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from aifkg import Graph, load
from aifkg.share import Share

CHECKOUT = Path(__file__).resolve().parents[1]
DATA = CHECKOUT / "tests" / "data" / "small" / "data"


@cache
def root() -> Path:
    """Return a folder laid out as a checkout, with the small data in place of the real."""
    temporary = tempfile.TemporaryDirectory(prefix="aifkg-small-")
    atexit.register(temporary.cleanup)
    folder = Path(temporary.name).resolve()
    for name in ("ontology", "queries"):
        (folder / name).symlink_to(CHECKOUT / name)
    shutil.copytree(DATA, folder / "data")
    return folder


@cache
def graph() -> Graph:
    """Return the small graph, loaded."""
    return load(share=Share.at(root()))


@cache
def real() -> Graph:
    """Return the graph of the checkout, loaded."""
    return load(share=Share.at(CHECKOUT))
