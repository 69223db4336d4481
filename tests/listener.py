"""Something on loopback that would notice a connection."""

from __future__ import annotations

import contextlib
import socket
import threading


class Listener:
    """Counts the connections to a free port, and answers none of them."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.connections = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                self.connections += 1
                connection.close()

    def close(self) -> None:
        # Wakes the thread, which a close alone does not.
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
