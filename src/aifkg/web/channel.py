"""The channel: small messages between the supervisor and a server process, sockets included."""

from __future__ import annotations

import json
import socket
import struct
from typing import Any

from aifkg.engine.stream import exactly

_LENGTH = struct.Struct("!I")


class Channel:
    """One end; its calls block, for messages are small and their readers quick."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    @classmethod
    def pair(cls) -> tuple[Channel, Channel]:
        """Return both ends of a new channel."""
        ours, theirs = socket.socketpair()
        return cls(ours), cls(theirs)

    def fileno(self) -> int:
        """Return what a selector waits for."""
        return self._connection.fileno()

    def send(self, message: dict[str, Any], attached: socket.socket | None = None) -> None:
        """Send a message; raise ConnectionError where the other end is gone."""
        text = json.dumps(message).encode()
        descriptors = [] if attached is None else [attached.fileno()]
        data = _LENGTH.pack(len(text)) + text
        sent = socket.send_fds(self._connection, [data], descriptors)
        self._connection.sendall(data[sent:])

    def receive(self) -> tuple[dict[str, Any], socket.socket | None]:
        """Return the next message and the socket that came with it.

        Raise ConnectionError where the other end is gone.
        """
        # A descriptor comes with the first bytes of its message, which are read by themselves.
        head, descriptors, _, _ = socket.recv_fds(self._connection, _LENGTH.size, 1)
        head += exactly(self._connection, _LENGTH.size - len(head))
        message: dict[str, Any] = json.loads(exactly(self._connection, *_LENGTH.unpack(head)))
        return message, socket.socket(fileno=descriptors[0]) if descriptors else None

    def close(self) -> None:
        """Close this end."""
        self._connection.close()
