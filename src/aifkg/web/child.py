"""A child: a server process as its supervisor knows it; knows nothing of what it serves."""

from __future__ import annotations

import contextlib
import socket
from dataclasses import dataclass
from typing import Any

from aifkg.web.channel import Channel


@dataclass(eq=False)
class Child:
    """A server process, the socket it listens on, and the channel to it."""

    pid: int
    slot: str
    listening: socket.socket
    channel: Channel
    began: float
    is_ready: bool = False
    is_silent: bool = False

    def send(self, message: dict[str, Any]) -> None:
        """Tell it something, unless it has ended."""
        with contextlib.suppress(ConnectionError):
            self.channel.send(message)
