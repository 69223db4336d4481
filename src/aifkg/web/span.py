"""A span of bytes: what a Range header asks of a file (RFC 9110, 14); knows no file."""

from __future__ import annotations

import re
from dataclasses import dataclass

_RANGE = re.compile(r"bytes=\s*(?:([0-9]{1,18})-([0-9]{0,18})|-([0-9]{1,18}))\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes from `start` up to and not with `end`, of `size` that there are."""

    start: int
    end: int
    size: int

    @property
    def length(self) -> int:
        """How many bytes it has."""
        return self.end - self.start

    @property
    def content_range(self) -> str:
        """The Content-Range header."""
        return f"bytes {self.start}-{self.end - 1}/{self.size}"


class NotSatisfiable(ValueError):
    """No byte of the file is in the range."""


def asked(header: str | None, size: int) -> Span | None:
    """Return the span that a Range header asks for, or None where all is to be sent.

    All is sent, as RFC 9110 allows, where the header asks for several spans or cannot be read.
    """
    match = _RANGE.fullmatch(header or "")
    if match is None:
        return None
    first, last, suffix = match.groups()
    if suffix:
        start, end = max(0, size - int(suffix)), size
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
        if last and int(last) < start:
            return None
    if start >= end:
        raise NotSatisfiable(f"the file has {size} bytes")
    return Span(start, end, size)
