"""A header field of a request: the value that its lines have together."""

from __future__ import annotations

from fastapi import Request


def field_value(request: Request, name: str) -> str | None:
    """Return the value of a field that is a list, None where it has no line (RFC 9110, 5.3)."""
    lines = request.headers.getlist(name)
    return ", ".join(lines) if lines else None
