"""Freshness: the headers by which a client keeps an answer, and whether it holds it already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fastapi import Request

from aifkg.engine import CODINGS, Format
from aifkg.web.field import field_value

VARY = "Accept, Accept-Encoding"


def tag(*parts: str) -> str:
    """Return the strong entity tag of an answer that is known by the parts."""
    return '"' + ".".join(part for part in parts if part) + '"'


def mark(bom: object) -> str:
    """Return the part of a tag that tells of a byte-order mark."""
    return "bom" if bom else ""


def headers(*parts: str) -> dict[str, str]:
    """Return the headers of an answer that is known by the parts: snapshot, version, format.

    An answer may be kept, and is asked about again: the snapshot may have changed.
    """
    return {
        "ETag": tag(*parts),
        "Vary": VARY,
        "Cache-Control": "no-cache",
        "X-Content-Type-Options": "nosniff",
    }


def is_held(request: Request, headers: Mapping[str, str]) -> bool:
    """Whether the client holds this very answer: same URL, same tag."""
    known = field_value(request, "if-none-match")
    if known is None or request.method not in ("GET", "HEAD"):
        return False
    return matches(known, (headers["ETag"],)) is not None


def matches(known: str, tags: Sequence[str]) -> str | None:
    """Return the first tag that an If-None-Match header names, or None."""
    named = {part.strip().removeprefix("W/") for part in known.split(",")}
    return next((tag for tag in tags if "*" in named or tag in named), None)


def tags(formats: Sequence[Format], *parts: str) -> list[str]:
    """Return the tags that an answer can have which is written in one of the formats.

    Which one it is follows from the query, so a client that has one of them for this URL has it.
    """
    return [tag(*parts, format_.name, coding) for format_ in formats for coding in ("", *CODINGS)]
