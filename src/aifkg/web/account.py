"""The account: what is known of one request, filled in by whoever knows it; knows no HTTP."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

_KEY = "aifkg.account"


@dataclass(slots=True)
class Account:
    """What a handler says of its request; times in seconds.

    It is the one thing that changes while a request lasts. `slug` names the problem that was
    answered with, `cache` is "hit" or "miss", `lane` the line that the query waited in.
    """

    request_id: str = ""
    started: float = field(default_factory=perf_counter)
    query: str | None = None
    rows: int | None = None
    cache: str | None = None
    lane: str | None = None
    queue_seconds: float | None = None
    eval_seconds: float | None = None
    slug: str | None = None
    client_left: bool = False


def account(scope: MutableMapping[str, Any]) -> Account:
    """Return the request's account; where nobody keeps one, a new one that nobody reads."""
    found: Account | None = scope.get(_KEY)
    return found or begin(scope, "")


def begin(scope: MutableMapping[str, Any], request_id: str) -> Account:
    """Begin the account of a request."""
    scope[_KEY] = begun = Account(request_id)
    return begun
