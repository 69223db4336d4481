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

    def __init__(self) -> None:
        self._draw()
        # To ask for the process id each time would cost more than all the rest.
        os.register_at_fork(after_in_child=self._draw)

    def make(self) -> str:
        """Return an id that no other request has."""
        self._count += 1
        return f"{self._word}-{self._count:x}"

    def _draw(self) -> None:
        self._word = secrets.token_urlsafe(12)
        self._count = 0

    def of(self, headers: Iterable[tuple[bytes, bytes]]) -> str:
        """Return the id that a request brings along, or else a new one; names are lower-case."""
        for name, value in headers:
            if name == HEADER:
                return accepted(value) or self.make()
        return self.make()


def accepted(value: bytes) -> str | None:
    """Return an id from outside, or None where it is more than a word that can go anywhere."""
    return value.decode("ascii") if _ACCEPTED.fullmatch(value) else None
