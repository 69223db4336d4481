"""The budget: how much time of queries each client may use; shared by the server's processes.

A client's use fills a bucket that empties at a steady rate, so that the most is had in any minute
and nothing is counted twice. The table lies in memory that is mapped before the processes are
forked. They write to it without a lock: an update that is lost miscounts one query.
"""

from __future__ import annotations

import math
import mmap
import struct
import time
from collections.abc import Callable
from hashlib import blake2b

WINDOW_S = 60
_SLOT = struct.Struct("=8sdd")
_SLOTS = 1 << 13
_PROBES = 8


class Budget:
    """Seconds of query time that each client may use in a minute; 0 is no bound."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.seconds = seconds
        self._clock = clock
        self._table = mmap.mmap(-1, _SLOT.size * _SLOTS)

    @property
    def is_bounded(self) -> bool:
        """Whether there is a bound at all."""
        return self.seconds > 0

    def left(self, client: str) -> float:
        """Return how many seconds a client may still use, at most 0 where it may use none."""
        return self.seconds - self._used(client)[1]

    def spend(self, client: str, seconds: float) -> None:
        """Count time that was used."""
        if self.is_bounded and client:
            offset, used = self._used(client)
            _SLOT.pack_into(self._table, offset, _digest(client), used + seconds, self._clock())

    def wait_s(self, client: str) -> float:
        """Return in how many seconds a client may use some again; not above 0 where it may now."""
        return -self.left(client) * WINDOW_S / self.seconds

    def headers(self, client: str) -> dict[str, str]:
        """Return what tells a client of its budget (draft-ietf-httpapi-ratelimit-headers-10)."""
        if not self.is_bounded or not client:
            return {}
        used = self._used(client)[1]
        left, refill = max(0, int(self.seconds - used)), math.ceil(used * WINDOW_S / self.seconds)
        return {
            "RateLimit-Policy": f'"query-seconds";q={self.seconds:.0f};w={WINDOW_S}',
            "RateLimit": f'"query-seconds";r={left};t={refill}',
        }

    def _used(self, client: str) -> tuple[int, float]:
        """Return the slot of a client and what it has used; the slot idle longest where full."""
        digest = _digest(client)
        first = int.from_bytes(digest, "big")
        oldest, oldest_at = 0, float("inf")
        for probe in range(_PROBES):
            offset = (first + probe) % _SLOTS * _SLOT.size
            name, used, at = _SLOT.unpack_from(self._table, offset)
            if name == digest:
                drained = (self._clock() - at) * self.seconds / WINDOW_S
                return offset, max(0.0, used - drained)
            if at < oldest_at:
                oldest, oldest_at = offset, at
        return oldest, 0.0


def _digest(client: str) -> bytes:
    return blake2b(client.encode(), digest_size=8).digest()
