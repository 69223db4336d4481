"""A zygote whose forks or workers fail as the system of a test cannot be brought to let them."""

from __future__ import annotations

import errno
import os
import re
import socket
import subprocess
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from aifkg.engine import BY_NAME, Capacity, EmbeddedEngine, Load, Pool, Request, WorkerDied
from aifkg.engine.wire import ANSWER, COMMAND, FORK
from aifkg.engine.zygote import Zygote
from tests.engine.test_workers import run

ASK = Request("ASK {}", (BY_NAME["json"],))
FAILING = """
import sys
from aifkg.engine import zygote

class Panic(BaseException):
    pass

def work(engine, tasks, connection):
    if connection.recv(1 << 16):
        raise RAISED

zygote.work = work
sys.exit(zygote.main(sys.argv[1:]))
"""


@pytest.mark.parametrize("number", [errno.EAGAIN, errno.ENOMEM], ids=errno.errorcode.get)
def test_a_fork_that_fails_is_answered_with_its_error(
    engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def fork() -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fork", fork)
    ours, theirs = socket.socketpair()
    ours.settimeout(5)
    zygote = Thread(target=Zygote(engine, {}, theirs, 1 << 30).serve)
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


@pytest.mark.parametrize(
    ("raised", "reason", "said", "logged"),
    [
        ("MemoryError", "memory", "want of memory", ""),
        ("Panic('no room')", "crashed", "an error of its own", r".*Panic at .*: 'no room'\n"),
        ("KeyError('secret')", "crashed", "an error of its own", r".*KeyError at .*: '\.\.\.'\n"),
        ("ConnectionResetError", "crashed", "before it had an answer", ""),
    ],
    ids=["memory", "panic", "error", "end"],
)
def test_what_ends_a_worker_is_told_as_what_it_is(
    small: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    raised: str,
    reason: str,
    said: str,
    logged: str,
) -> None:
    start = subprocess.Popen

    def failing(command: list[str], **more: Any) -> subprocess.Popen[bytes]:
        program = FAILING.replace("RAISED", raised)
        return start([command[0], "-P", "-c", program, command[-1]], **more)

    async def test() -> None:
        monkeypatch.setattr(subprocess, "Popen", failing)
        pool = await Pool.start(Load(small), Capacity(short=1, long=1))
        killed: list[str] = []
        pool.on_killed = killed.append
        try:
            with pytest.raises(WorkerDied, match=said):
                await pool.answer(ASK)
        finally:
            await pool.close()
        assert killed == [reason]

    run(test)
    assert re.fullmatch(logged, capfd.readouterr().err)
