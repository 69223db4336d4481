"""A stream: so many bytes of a socket that blocks, and no more; knows not what they say."""

from __future__ import annotations

import socket


def exactly(connection: socket.socket, size: int) -> bytes:
    """Return so many bytes; raise ConnectionError where the connection ends before."""
    data = b""
    while len(data) < size:
        part = connection.recv(size - len(data))
        if not part:
            raise ConnectionResetError
        data += part
    return data
