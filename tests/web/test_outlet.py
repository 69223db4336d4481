"""The outlet: lines of several processes stay whole, and nobody waits for a reader."""

from __future__ import annotations

import fcntl
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from aifkg.web.outlet import Outlet, _ask_and_write

_WRITERS = Path(__file__).with_name("writers.py")
_PROCESSES, _LINES = 4, 1_500


def writers(descriptor: int) -> subprocess.Popen[str]:
    words = (str(descriptor), str(_PROCESSES), str(_LINES))
    return subprocess.Popen(
        [sys.executable, "-W", "error", str(_WRITERS), *words],
        stdout=subprocess.PIPE,
        pass_fds=(descriptor,),
        text=True,
    )


def slowly(descriptor: int) -> bytes:
    """Return what there is to read, taken in small pieces, so that the pipe is full at times."""
    read = bytearray()
    while piece := os.read(descriptor, 1_000):
        read += piece
    os.close(descriptor)
    return bytes(read)


def check(process: subprocess.Popen[str], written: bytes) -> None:
    """See that every line is whole, and that all that was not lost is there in its order."""
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    lost = sum(int(word) for word in said.split())
    read = [json.loads(line) for line in written.splitlines()]
    ids = [tuple(map(int, line["id"].split("-"))) for line in read if "id" in line]
    assert len(ids) == len(set(ids)) == _PROCESSES * _LINES - lost
    for name in range(_PROCESSES):
        numbers = [number for of, number in ids if of == name]
        assert numbers == sorted(numbers)
        assert numbers
    for line in read:
        if "id" in line:
            assert line["text"].startswith(line["id"].replace("-", ":") + ":")
            assert max(len(written) for written in line["text"].split("é")) < 20


@pytest.mark.parametrize("flags", [os.O_APPEND, 0], ids=["appended", "inherited"])
def test_lines_of_several_processes_stay_whole_in_a_file(tmp_path: Path, flags: int) -> None:
    log = tmp_path / "log"
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | flags)
    process = writers(descriptor)
    process.wait(60)
    os.close(descriptor)
    check(process, log.read_bytes())
    assert log.read_bytes().count(b'"id"') == _PROCESSES * _LINES


def test_lines_of_several_processes_stay_whole_in_a_pipe() -> None:
    reading, writing = os.pipe()
    process = writers(writing)
    os.close(writing)
    check(process, slowly(reading))


def test_lines_of_several_processes_stay_whole_in_a_socket() -> None:
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            process = writers(theirs.fileno())
        check(process, slowly(ours.detach()))


def test_a_full_pipe_takes_nothing_and_nobody_waits() -> None:
    reading, writing = os.pipe()
    outlet = Outlet(writing)
    block = b"x" * (outlet.block_bytes - 1) + b"\n"
    sent = 0
    while outlet.send(block):
        sent += 1
    assert sent == fcntl.fcntl(writing, fcntl.F_GETPIPE_SZ) // outlet.block_bytes
    assert os.read(reading, len(block)) == block
    assert outlet.send(block)
    outlet.close()
    os.close(writing)
    os.close(reading)


def test_the_descriptor_itself_is_left_as_it_is() -> None:
    reading, writing = os.pipe()
    outlet = Outlet(writing)
    assert os.get_blocking(writing)
    assert outlet.send(b"a\n")
    outlet.close()
    assert not outlet.send(b"b\n")
    os.write(writing, b"c\n")
    assert os.read(reading, 10) == b"a\nc\n"
    os.close(writing)
    os.close(reading)


def test_a_pipe_that_cannot_be_opened_again_is_asked_first() -> None:
    reading, writing = os.pipe()
    sent = 0
    while taken := _ask_and_write(writing, b"x" * 4_096):
        sent += taken
    assert len(os.read(reading, 1 << 20)) == sent
    os.close(writing)
    os.close(reading)


def test_a_torn_write_is_finished_before_another_begins() -> None:
    ours, theirs = socket.socketpair()
    theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4_096)
    outlet = Outlet(theirs.fileno())
    theirs.close()
    blocks = [bytes([65 + at % 26]) * 50_000 + b"\n" for at in range(10)]
    read = bytearray()
    ours.setblocking(False)
    for block in blocks:
        while not outlet.send(block):
            read += ours.recv(1 << 20)
    outlet.close()
    ours.setblocking(True)
    while part := ours.recv(1 << 20):
        read += part
    ours.close()
    lines = bytes(read).splitlines(keepends=True)
    assert lines[:-1] == blocks[: len(lines) - 1]
    assert len(lines) >= len(blocks) - 1
    assert blocks[len(lines) - 1].startswith(lines[-1])


def test_a_descriptor_that_is_closed_is_no_way_out() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    os.close(writing)
    with pytest.raises(OSError, match="Bad file descriptor"):
        Outlet(writing)
