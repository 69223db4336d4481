"""Freshness: the headers by which a client keeps an answer, and whether it holds it already."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Request


def headers(*parts: str) -> dict[str, str]:
    """Return the headers of an answer that is known by the parts: snapshot, version, format."""
    tag = ".".join(part for part in parts if part)
    return {
        "ETag": f'"{tag}"',
        "Vary": "Accept",
        "Cache-Control": "no-cache",
        "X-Content-Type-Options": "nosniff",
    }


def is_held(request: Request, headers: Mapping[str, str]) -> bool:
    """Whether the client holds this very answer: same URL, same tag."""
    known = request.headers.get("if-none-match")
    if request.method == "POST" or known is None:
        return False
    return known.strip() == "*" or headers["ETag"] in (
        part.strip().removeprefix("W/") for part in known.split(",")
    )
