"""The prologue: PREFIX lines of the project's table that a query may leave out; knows no engine."""

from __future__ import annotations

import re
from collections.abc import Mapping

_DECLARED = re.compile(r"\bPREFIX\s+([A-Za-z][\w-]*):", re.IGNORECASE)
_USED = re.compile(r"(?<![\w?$-])([A-Za-z][\w-]*):")
_PLACE = re.compile(r"\bline (\d+)")


def missing(sparql: str, namespaces: Mapping[str, str]) -> str:
    """Return one line that declares the prefixes a query uses and does not declare, or ""."""
    wanted = set(_USED.findall(sparql)) - set(_DECLARED.findall(sparql))
    known = sorted(wanted & set(namespaces))
    return " ".join(f"PREFIX {name}: <{namespaces[name]}>" for name in known)


def moved_up(message: str) -> str:
    """Return a message about a query with one line put before it, in the lines of the query."""
    return _PLACE.sub(lambda found: f"line {int(found[1]) - 1}", message)
