"""The command that makes a new snapshot, and what it says at its end."""

from __future__ import annotations

import os
import select
import sys
from pathlib import Path

import pytest

from aifkg.engine import EngineClosed
from aifkg.web.renewal import Renewal


def told(program: str) -> tuple[Path, Path]:
    """Return what comes of a command, read as it prints."""
    renewal = Renewal([sys.executable, "-c", program])
    try:
        while True:
            assert select.select([renewal], [], [], 30)[0]
            if renewal.has_ended():
                return renewal.result()
    finally:
        renewal.close()


def test_the_files_that_are_printed_are_the_result() -> None:
    program = """print('{"snapshot": "/a/b.nq", "manifest": "/a/b.json", "sha256": "x"}')"""
    assert told(program) == (Path("/a/b.nq"), Path("/a/b.json"))


def test_what_is_printed_in_pieces_is_read_whole() -> None:
    program = """
import sys
for piece in ('{"snapshot":', '"/a/b.nq",', '"manifest": "/a/b.json"}'):
    print(piece, flush=True)
    sys.stderr.write('a warning\\n')
"""
    assert told(program) == (Path("/a/b.nq"), Path("/a/b.json"))


@pytest.mark.parametrize(
    ("program", "why"),
    [
        ("import sys; sys.exit('data/x.trig: is broken')", "data/x.trig: is broken"),
        ("import sys; print('{}'); sys.exit(3)", "The build ended with code 3."),
        ("import os; os.kill(os.getpid(), 9)", "The build ended with code -9."),
        ("import sys; sys.stderr.write('x' * 9_000); sys.exit(1)", "x" * 4_000),
        ("import sys; sys.stderr.buffer.write(b'caf\\xe9'); sys.exit(1)", "caf\ufffd"),
        ("print('y' * 70_000)", "The build printed more than 65,536 bytes."),
        ("while True: print('y' * 1_000)", "The build printed more than 65,536 bytes."),
    ],
    ids=["findings", "code", "signal", "long", "bytes", "too much", "without end"],
)
def test_a_build_that_fails_says_why(program: str, why: str) -> None:
    with pytest.raises(EngineClosed) as caught:
        told(program)
    assert str(caught.value) == why


@pytest.mark.parametrize(
    "printed", ["", "no JSON", "[]", "null", '{"snapshot": 1, "manifest": 2}', "{}", "[" * 50_000]
)
def test_what_names_no_files_is_said_in_a_sentence(printed: str) -> None:
    with pytest.raises(EngineClosed, match="printed no JSON that names a snapshot"):
        told(f"print({printed!r})")


def test_a_command_that_is_not_there_is_said() -> None:
    with pytest.raises(EngineClosed, match=r"/no/such cannot be started: No such file"):
        Renewal(["/no/such"])


def test_closing_ends_the_command() -> None:
    renewal = Renewal([sys.executable, "-c", "import time; print(1, flush=True); time.sleep(600)"])
    assert select.select([renewal], [], [], 30)[0]
    assert not renewal.has_ended()
    pid = renewal._process.pid
    renewal.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
