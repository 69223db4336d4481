"""The watch: what the connections of a process have in common; reads nothing of what they say."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Protocol, cast

from uvicorn.server import ServerState

from aifkg.web.descriptors import allowed
from aifkg.web.settings import Settings

_UNREAD_ANSWERS = 8
"""How many of the longest answers may lie in a process unread at once."""
_OTHER_DESCRIPTORS = 512
"""What a process may have open beside connections: sockets of its workers, files."""
_SWEEP_S = 1.0


class Watched(Protocol):
    """A connection that may be ended."""

    transport: asyncio.Transport
    paused_at: float

    @property
    def unread(self) -> int:
        """Bytes of answers that the client has not taken."""

    def end_if_stalled(self, now: float) -> None:
        """End the connection where its client has had its time."""


class Watch:
    """What the connections of a process have in common: the bounds, the time, and the sweep."""

    def __init__(self, settings: Settings) -> None:
        share = -(-settings.connections // settings.workers)
        self.most = max(1, allowed(share + _OTHER_DESCRIPTORS) - _OTHER_DESCRIPTORS)
        self.request_s = settings.request_timeout
        self.unread_s = 3 * settings.request_timeout
        self._most_unread = _UNREAD_ANSWERS * settings.result_bytes
        self.now = 0.0
        self._default: list[tuple[bytes, bytes]] = []
        self._date = b""
        self._sweeping: asyncio.TimerHandle | None = None

    def date(self, state: ServerState) -> bytes:
        """Return the header lines that uvicorn renews each second."""
        if state.default_headers is not self._default:
            self._default = state.default_headers
            self._date = b"".join(b"%b: %b\r\n" % line for line in self._default)
        return self._date

    def sweep(self, loop: asyncio.AbstractEventLoop, state: ServerState) -> None:
        """End the connections that take too long, each second as long as there are any."""
        self.now = loop.time()
        self._sweeping = None
        # All are of one protocol, which is made with a watch.
        watched = cast("list[Watched]", list(state.connections))
        for connection in watched:
            connection.end_if_stalled(self.now)
        self._bound_unread(watched)
        if state.connections:
            self.begin(loop, state)

    def begin(self, loop: asyncio.AbstractEventLoop, state: ServerState) -> None:
        """Sweep from now on."""
        if self._sweeping is None:
            self.now = loop.time()
            self._sweeping = loop.call_later(_SWEEP_S, self.sweep, loop, state)

    def _bound_unread(self, connections: Sequence[Watched]) -> None:
        """Abort who has read nothing for longest, until the rest of the answers fits."""
        unread = sum(one.unread for one in connections)
        waiting = (one for one in connections if one.paused_at)
        for one in sorted(waiting, key=lambda one: one.paused_at):
            if unread <= self._most_unread:
                return
            unread -= one.unread
            one.transport.abort()
