"""The request id: one word by which a request is found again in answer, problem and log."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterable

HEADER = b"x-request-id"
_ACCEPTED = re.compile(rb"[A-Za-z0-9._~+/=-]{1,128}")


class RequestIds:
    """The ids of one process: a random word, then how many were made.

    96 random bits keep processes and restarts apart. The next id can be told from the last: it
    names a request and opens nothing. The word is drawn anew in a forked child.
    """

    __slots__ = ("_count", "_pid", "_word")

    def __init__(self) -> None:
        self._pid = 0
        self._word = ""
        self._count = 0

    def make(self) -> str:
        """Return an id that no other request has."""
        if os.getpid() != self._pid:
            self._pid, self._word, self._count = os.getpid(), secrets.token_urlsafe(12), 0
        self._count += 1
        return f"{self._word}-{self._count:x}"

    def of(self, headers: Iterable[tuple[bytes, bytes]]) -> str:
        """Return the id that a request brings along, or else a new one; names are lower-case."""
        for name, value in headers:
            if name == HEADER:
                return accepted(value) or self.make()
        return self.make()


def accepted(value: bytes) -> str | None:
    """Return an id from outside, or None where it is more than a word that can go anywhere."""
    return value.decode("ascii") if _ACCEPTED.fullmatch(value) else None
