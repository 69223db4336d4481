"""A moment as programs write it (RFC 3339)."""

from __future__ import annotations

from datetime import UTC, datetime


def written(moment: datetime | None) -> str:
    """Return a moment to the second, or nothing where there is none."""
    if moment is None:
        return ""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
