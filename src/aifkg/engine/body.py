"""The body of an answer: bytes that are bounded as they are written; knows no store."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from xml.parsers import expat

from aifkg.engine.errors import NotRepresentable, ResultTooLarge

# Of each IRI what goes before its last part: few of them differ.
_SPACE = re.compile(rb"<[^<>]*[/#]")


class Body(io.BytesIO):
    """A buffer that refuses to grow past its bound."""

    def __init__(self, limit: int | None = None) -> None:
        super().__init__()
        self._limit = limit

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Write more; raise ResultTooLarge, having written nothing, where that is too much."""
        if self._limit is not None and self.tell() + len(data) > self._limit:
            raise ResultTooLarge.past(self._limit, "bytes")
        return super().write(data)


def used_prefixes(prefixes: Mapping[str, str], ntriples: bytes) -> dict[str, str]:
    """Return the prefixes that a graph uses: a table of all of them would bury it.

    They are looked for in its lines, for to look at each term takes longer than all the rest.
    """
    spaces = b"".join(set(_SPACE.findall(ntriples)))
    return {
        prefix: namespace
        for prefix, namespace in prefixes.items()
        if b"<" + namespace.encode() in spaces
    }


def check_xml(body: bytes) -> None:
    """Raise NotRepresentable where the serialiser wrote XML that no parser would read."""
    try:
        expat.ParserCreate().Parse(body, True)  # noqa: FBT003 - expat takes it by position only
    except expat.ExpatError as error:
        raise NotRepresentable(
            "The answer holds a character or a name that XML cannot carry, "
            f"at byte {_fault(body, error)} of what would be sent; ask for another format."
        ) from error


def _fault(body: bytes, error: expat.ExpatError) -> int:
    lines = body.split(b"\n", error.lineno - 1)
    return len(body) - len(lines[-1]) + error.offset
