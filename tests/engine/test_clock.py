"""The CPU time of another process."""

from __future__ import annotations

import subprocess
import sys

import pytest

from aifkg.engine.clock import cpu_seconds

linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads Linux's clocks")
_WORKS = "while True: pass"
_WAITS = "import sys; sys.stdout.write('waits\\n'); sys.stdout.flush(); sys.stdin.read()"


@linux_only
def test_a_process_that_works_has_time_and_one_that_waits_has_none() -> None:
    with (
        subprocess.Popen([sys.executable, "-c", _WORKS]) as works,
        subprocess.Popen(
            [sys.executable, "-c", _WAITS], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as waits,
    ):
        try:
            assert waits.stdout is not None
            assert waits.stdout.readline() == b"waits\n"
            before = cpu_seconds(waits.pid)
            began = cpu_seconds(works.pid)
            while cpu_seconds(works.pid) < began + 0.2:
                pass
            assert cpu_seconds(waits.pid) - before < cpu_seconds(works.pid) - began
        finally:
            works.kill()
            waits.kill()


@linux_only
def test_a_process_that_is_gone_has_time_that_goes_by() -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    first = cpu_seconds(gone.pid)
    assert cpu_seconds(gone.pid) >= first > 0
