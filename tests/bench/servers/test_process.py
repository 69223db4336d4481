"""Processes: what runs below one is seen, weighed and ended."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.bench.servers.process import (
    await_that,
    children,
    command_line,
    free_port,
    open_files,
    pss,
    started,
    tree,
)

pytestmark = pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="no /proc")

# A parent whose child heeds no request to end, and outlives it.
PROGRAM = """
import os, signal
if os.fork() == 0:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    print(1, flush=True)
signal.pause()
"""


def test_all_below_a_process_is_seen_and_ended_with_it(tmp_path: Path) -> None:
    with started([sys.executable, "-c", PROGRAM], tmp_path / "log", piped=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "1\n"
        (child,) = children(process.pid)
        assert tree(process.pid) == [process.pid, child]
        assert pss(process.pid) > pss(child) > 100_000
        assert open_files(process.pid) > open_files(child) > 0
    assert command_line(child) == ""
    assert process.returncode is not None


def test_a_process_that_is_gone_weighs_nothing(tmp_path: Path) -> None:
    with started([sys.executable, "-c", ""], tmp_path / "log") as process:
        process.wait()
    assert pss(process.pid) == 0
    assert open_files(process.pid) == 0


def test_a_process_heads_its_own_tree() -> None:
    assert tree(os.getpid())[0] == os.getpid()
    assert "python" in command_line(os.getpid())


def test_waiting_ends_where_the_process_does(tmp_path: Path) -> None:
    with (
        started([sys.executable, "-c", "exit(3)"], tmp_path / "log") as process,
        pytest.raises(RuntimeError, match="its answer: the process ended with status 3"),
    ):
        for _ in await_that(process, "its answer", 60):
            pass


def test_a_free_port_is_one() -> None:
    assert 1024 <= free_port() <= 65_535
