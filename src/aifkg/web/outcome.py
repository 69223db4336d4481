"""The outcome: in which of few words a request ended, and by which method; knows no request.

The words are labels of metrics, where each new one costs memory for good, so that none may come
from a client.
"""

from __future__ import annotations

METHODS = frozenset("DELETE GET HEAD OPTIONS PATCH POST PUT QUERY".split())
SLUGS = frozenset(
    """
    being-made body-too-large budget-spent busy content-encoding content-type day
    day-not-covered day-not-ready encoding forbidden gone graph-not-found head-too-large host
    http internal method-not-allowed no-downloads not-acceptable not-found not-offered not-ready
    not-representable not-yet-known other parameter query query-ended query-failed query-file
    query-missing query-refused query-syntax query-timeout range read-only replaced request-timeout
    result-too-large service-failed service-timeout too-many-requests unavailable withdrawn
    """.split()
)
CLIENT_LEFT = "client_left"
CUT = "cut"
"""An answer that was begun, or none at all, and nobody left: a defect, or the server's end."""
_CLASSES = tuple(f"{digit}xx" for digit in range(1, 6))
OUTCOMES = frozenset(
    {CLIENT_LEFT, CUT, *_CLASSES, *(f"{class_}:{slug}" for class_ in _CLASSES for slug in SLUGS)}
)


def outcome(status: int, slug: str | None = None) -> str:
    """Return the class of the status, and the problem where there is one: "5xx:query-timeout"."""
    class_ = _CLASSES[min(max(status // 100, 1), 5) - 1]
    if slug is None:
        return class_
    return f"{class_}:{slug if slug in SLUGS else 'other'}"


def method(name: str) -> str:
    """Return the method, or "other" for what is none of HTTP's usual ones."""
    return name if name in METHODS else "other"
