"""The addresses at which neighbours are counted and listed."""

from __future__ import annotations

from urllib.parse import urlencode

from aifkg.names import PrefixTable
from aifkg.trace.near import MOST, Direction, Other, Part, Way

PATH = "neighbours"


def address(of: str, by: str = "", direction: str = "", after: int = 0, form: str = "") -> str:
    """Return where the neighbours of a thing are counted or, with `by`, listed."""
    given = {"of": of, "by": by, "direction": direction, "after": after, "format": form}
    return f"/{PATH}?{urlencode({name: value for name, value in given.items() if value})}"


def pointing_at(of: str, property_: str) -> str:
    """Return where all that points at a thing by a property is listed."""
    return address(of, property_, Direction.IN)


def place(thing: Other, way: Way, prefixes: PrefixTable, after: int = 0, form: str = "") -> str:
    """Return where the neighbours by one relation are listed, behind so many others."""
    of, by = prefixes.shorten(thing.iri), way.shortened(prefixes)
    return address(of, by, way.direction, after, form)


def following(thing: Other, part: Part, prefixes: PrefixTable, form: str = "") -> str:
    """Return where the next part is listed, nothing behind the last."""
    after = part.skipped + MOST
    return "" if part.is_last else place(thing, part.way, prefixes, after, form)
