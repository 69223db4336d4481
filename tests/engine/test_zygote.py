"""A zygote, told in its own process what the system of a test cannot be brought to do."""

from __future__ import annotations

import errno
import os
import socket
from threading import Thread

import pytest

from aifkg.engine import EmbeddedEngine
from aifkg.engine.wire import ANSWER, COMMAND, FORK
from aifkg.engine.zygote import Zygote


@pytest.mark.parametrize("number", [errno.EAGAIN, errno.ENOMEM], ids=errno.errorcode.get)
def test_a_fork_that_fails_is_answered_with_its_error(
    engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def fork() -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fork", fork)
    ours, theirs = socket.socketpair()
    ours.settimeout(5)
    zygote = Thread(target=Zygote(engine, theirs, 1 << 30).serve)
    zygote.start()
    try:
        assert ANSWER.unpack(ours.recv(ANSWER.size)) == (len(engine), 0)
        for _ in range(3):
            near, far = socket.socketpair()
            with near, far:
                socket.send_fds(ours, [COMMAND.pack(FORK, 0)], [far.fileno()])
                assert ANSWER.unpack(ours.recv(ANSWER.size)) == (-number, 0)
                far.close()
                assert near.recv(1) == b""
    finally:
        ours.close()
        zygote.join()
