"""Negotiation: which of the formats on offer a client prefers; knows no engine and no request."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

from aifkg.engine import Format


@dataclass(frozen=True, slots=True)
class Range:
    """One entry of an Accept header."""

    kind: str
    subkind: str
    quality: float

    def specificity(self, media_type: str) -> int:
        """Return how exactly the range fits a media type: 3 to 1, and 0 where it does not."""
        kind, _, subkind = media_type.partition("/")
        if self.kind == "*":
            return 1
        if self.kind != kind:
            return 0
        if self.subkind == "*":
            return 2
        return 3 if self.subkind == subkind else 0


def ranges(accept: str) -> list[Range]:
    """Return the entries of an Accept header; what cannot be read is left out."""
    found = []
    for entry in accept.split(","):
        media, *parameters = (part.strip().lower() for part in entry.split(";"))
        kind, slash, subkind = media.partition("/")
        quality = _quality(parameters)
        if slash and kind and subkind and quality is not None and (kind != "*" or subkind == "*"):
            found.append(Range(kind, subkind, quality))
    return found


def choose(accept: str | None, offered: Sequence[Format]) -> Format | None:
    """Return the format liked best, the first of equals, or None where none is acceptable."""
    if accept is None or not accept.strip():
        return offered[0]
    wanted = ranges(accept)
    best = max(offered, key=lambda format_: _liking(format_, wanted))
    return best if _liking(best, wanted) > 0 else None


def prefers_page(accept: str | None, offered: Sequence[Format]) -> bool:
    """Whether a client names HTML and likes nothing on offer as well: browsers do."""
    if accept is None or "text/html" not in accept.lower():
        return False
    wanted = ranges(accept)
    types = {media_type for format_ in offered for media_type in format_.media_types}
    page = _best(wanted, {"text/html"})
    wild = max((range_.quality for range_ in wanted if range_.subkind == "*"), default=0.0)
    return page > _best(wanted, types) and page >= wild


def _best(wanted: Sequence[Range], types: Set[str]) -> float:
    """Return the best quality of the entries that name one of the types."""
    named = (one.quality for one in wanted if f"{one.kind}/{one.subkind}" in types)
    return max(named, default=0.0)


def _liking(format_: Format, wanted: Sequence[Range]) -> float:
    return max(_quality_of(media_type, wanted) for media_type in format_.media_types)


def _quality_of(media_type: str, wanted: Sequence[Range]) -> float:
    """Return the quality that the most specific range gives; the most exact one counts alone."""
    fitting = [(range_.specificity(media_type), range_.quality) for range_ in wanted]
    specificity, quality = max(fitting, default=(0, 0.0))
    return quality if specificity else 0.0


def _quality(parameters: Sequence[str]) -> float | None:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                quality = float(value)
            except ValueError:
                return None
            return quality if 0 <= quality <= 1 else None
    return 1.0
