"""Negotiation: which of the formats and codings on offer a client prefers; knows no request."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from aifkg.engine import CODINGS, GRAPHS, RESULTS, Format

_REMEMBERED = 512
"""Clients send the same few headers again and again; longer ones are read anew each time."""
_MOST_ENTRIES = 100
"""Entries of a header that are read: each costs time, in which nobody else is answered."""


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
    for entry in _entries(accept):
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


def formats_for(accept: str | None) -> tuple[Format, ...]:
    """Return the format liked best for results and for graphs, as far as any is acceptable."""
    read = (
        _formats_for if accept is None or len(accept) <= _REMEMBERED else _formats_for.__wrapped__
    )
    return read(accept)


@lru_cache(1_024)
def _formats_for(accept: str | None) -> tuple[Format, ...]:
    liked = (choose(accept, RESULTS), choose(accept, GRAPHS))
    return tuple(format_ for format_ in liked if format_ is not None)


def coding_for(accept_encoding: str | None) -> str:
    """Return the content coding liked best, the first of equals, or "" for none (RFC 9110)."""
    if not accept_encoding:
        return ""
    long = len(accept_encoding) > _REMEMBERED
    return (_coding_for.__wrapped__ if long else _coding_for)(accept_encoding)


@lru_cache(1_024)
def _coding_for(accept_encoding: str) -> str:
    liked: dict[str, float] = {}
    for entry in _entries(accept_encoding.lower()):
        name, *parameters = (part.strip() for part in entry.split(";"))
        quality = _quality(parameters)
        if name and quality is not None:
            liked[name] = quality
    others = liked.get("*", 0.0)
    best = max(CODINGS, key=lambda coding: liked.get(coding, others))
    quality = liked.get(best, others)
    return best if quality > 0 and quality >= liked.get("identity", 0.0) else ""


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


def _entries(header: str) -> list[str]:
    return header.split(",", _MOST_ENTRIES)[:_MOST_ENTRIES]


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
