"""Growing: a snapshot of any size, the real one copied under other names, line by line.

Each copy renames things, sources, passages, disputes and verdicts; ontology, codes and countries
are shared. No build stands between: resolving and validating millions of claims takes hours.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aifkg.names import BASE

if TYPE_CHECKING:
    from pathlib import Path

# A control character that no snapshot holds unescaped marks where a copy's own text enters.
_MARK = "\x00"
_NAMED = re.compile(rf"<{re.escape(BASE)}(?:id/[^/#>]+|source|dispute|verdict)/[^/#>]+")


def copies(snapshot: Path, quads: int) -> int:
    """Return how many copies make a graph of about so many quads, at least one."""
    return max(1, round(quads / snapshot.read_bytes().count(b"\n")))


def grow(snapshot: Path, target: Path, times: int) -> int:
    """Write a snapshot so many times as large, the first copy under its own names.

    Return the number of quads.
    """
    marked = _NAMED.sub(rf"\g<0>{_MARK}", snapshot.read_text(encoding="utf-8"))
    lines = marked.splitlines(keepends=True)
    own = "".join(line for line in lines if _MARK in line)
    shared = "".join(line for line in lines if _MARK not in line)
    with target.open("w", encoding="utf-8") as file:
        file.write(shared)
        for number in range(times):
            file.write(own.replace(_MARK, f"-copy-{number}" if number else ""))
    return shared.count("\n") + times * own.count("\n")
