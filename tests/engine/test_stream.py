"""So many bytes of a socket."""

from __future__ import annotations

import socket
from threading import Thread

import pytest

from aifkg.engine.stream import exactly


def test_so_many_bytes_are_read_and_no_more() -> None:
    near, far = socket.socketpair()
    with near, far:
        far.sendall(b"one two")
        assert exactly(near, 3) == b"one"
        assert exactly(near, 0) == b""
        assert exactly(near, 4) == b" two"


def test_what_comes_in_parts_is_waited_for() -> None:
    near, far = socket.socketpair()
    with near, far:
        whole = bytes(range(256)) * (1 << 13)
        sending = Thread(target=far.sendall, args=(whole,))
        sending.start()
        assert exactly(near, len(whole)) == whole
        sending.join()


@pytest.mark.parametrize("said", [b"", b"two"])
def test_a_connection_that_ends_before_is_an_error(said: bytes) -> None:
    near, far = socket.socketpair()
    with near:
        far.sendall(said)
        far.close()
        with pytest.raises(ConnectionError):
            exactly(near, 4)
