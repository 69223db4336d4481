"""The processes of the server: they are replaced where they die, and end when they are told."""

from __future__ import annotations

import os
import resource
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.engine.conftest import SMALL
from tests.web.conftest import QUERIES, SOURCE
from tests.web.raw import Connection, target
from tests.web.supervised import MORE, PROGRAM, serving, until, write
from tests.web.test_app import children
from tests.web.test_sparql import LABEL, ROW

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")

CROSS = "".join(
    f'<http://e.org/s{i}> <http://e.org/p> "{i}" <http://e.org/x> .\n' for i in range(3_000)
)
LONG = "SELECT (COUNT(*) AS ?n) { GRAPH ?x { ?a ?b ?c } GRAPH ?y { ?d ?e ?f } }"
"""A query that takes a good part of a second."""


def test_a_process_that_is_killed_is_replaced_and_knows_of_the_last_reload(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        sha256 = write(server.snapshot, MORE)
        told = server.reload()
        for many in (1, 2):
            victims = server.fronts[:many]
            for pid in victims:
                os.kill(pid, signal.SIGKILL)
            until(lambda gone=victims: not set(gone) & set(server.fronts))  # type: ignore[misc]
            until(lambda: len(server.fronts) == 2)
            until(lambda: server.is_everywhere(sha256))
            assert [server.reloaded() for _ in range(12)] == [told] * 12
        assert "ended with code -9; another is started" in server.said.read_text()


def test_processes_that_are_killed_as_soon_as_they_begin_are_replaced_all_the_same(
    tmp_path: Path,
) -> None:
    """Several ends are then seen at once, of processes that are gone already."""
    with serving(tmp_path, AIFKG_WORKERS="4") as server:
        for _ in range(3):
            victims = server.fronts
            for pid in victims:
                os.kill(pid, signal.SIGKILL)
            until(lambda gone=victims: bool(set(server.fronts) - set(gone)))  # type: ignore[misc]
        until(lambda: len(server.fronts) == 4)
        assert server.process.poll() is None
        until(lambda: server.is_everywhere(server.version()["snapshot"]))


def test_a_process_that_cannot_be_started_again_yet_is_started_when_it_can(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        limits = resource.prlimit(server.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(server.pid, resource.RLIMIT_NOFILE, (3, limits[1]))
        for pid in server.fronts:
            os.kill(pid, signal.SIGKILL)
        until(lambda: "could not be started again yet" in server.said.read_text())
        assert server.fronts == []
        resource.prlimit(server.pid, resource.RLIMIT_NOFILE, limits)
        until(lambda: len(server.fronts) == 2)
        with Connection(server.address) as line:
            assert line.get(target(query=LABEL)).body == ROW


def test_a_hang_up_that_goes_to_every_process_ends_none(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        everyone = children(server.pid)
        before = server.reloaded()
        for pid in (*everyone, server.pid):
            os.kill(pid, signal.SIGHUP)
        until(lambda: server.reloaded() != before)
        assert set(everyone) <= set(children(server.pid))


def test_a_zygote_that_is_killed_is_replaced(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        (zygote,) = server.zygotes
        os.kill(zygote, signal.SIGKILL)
        until(lambda: server.zygotes not in ([], [zygote]))
        with Connection(server.address) as line:
            until(lambda: line.get(target(query=f"{LABEL} #{time.monotonic_ns()}")).body == ROW)


def is_refused(address: str) -> bool:
    parts = urlsplit(address)
    try:
        socket.create_connection((parts.hostname, parts.port), 5).close()
    except ConnectionError:
        return True
    return False


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("headers", [{}, {"X_Ordinary": "1"}], ids=["express", "ordinary"])
def test_what_has_begun_is_answered_before_the_end(
    tmp_path: Path, ending: signal.Signals, headers: dict[str, str]
) -> None:
    with serving(tmp_path, CROSS, AIFKG_WORKERS="1") as server, Connection(server.address) as line:
        line.send(line.request(target(query=LONG, format="csv", timeout="30"), **headers))
        with Connection(server.address) as other:
            # The one process reads in turn: what came before is under way.
            other.get("/health/live")
            os.kill(server.pid, ending)
            until(lambda: is_refused(server.address))
            assert other.is_closed()
        assert line.answer().body == b"n\r\n9000000\r\n"
        assert line.is_closed()
        assert server.process.wait(20) == 0


def test_an_end_that_is_told_to_every_process_is_an_end_like_any_other(tmp_path: Path) -> None:
    with serving(tmp_path, CROSS, AIFKG_WORKERS="1") as server, Connection(server.address) as line:
        line.send(line.request(target(query=LONG, format="csv", timeout="30")))
        with Connection(server.address) as other:
            other.get("/health/live")
        for pid in (*children(server.pid), server.pid):
            os.kill(pid, signal.SIGTERM)
        assert line.answer().body == b"n\r\n9000000\r\n"
        assert server.process.wait(20) == 0


def has_ended(pid: int) -> bool:
    """Whether a process is over, reaped or not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_a_process_that_ends_waits_for_no_workers(tmp_path: Path) -> None:
    """The zygote has died, and who would start another is busy for as long as the test lasts."""
    with serving(tmp_path) as server:
        fronts, workers = server.fronts, children(server.zygotes[0])
        os.kill(server.pid, signal.SIGSTOP)
        os.kill(server.zygotes[0], signal.SIGKILL)
        until(lambda: all(map(has_ended, workers)))
        for pid in fronts:
            os.kill(pid, signal.SIGTERM)
        until(lambda: all(map(has_ended, fronts)))


def started(snapshot: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a server that does not start, and return what it said."""
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, str(snapshot), str(QUERIES)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={
            "PATH": "",
            "PYTHONPATH": SOURCE,
            "AIFKG_PORT": "0",
            "AIFKG_WORKERS": "2",
            **environment,
        },
    )


def test_a_second_server_on_the_same_port_is_refused(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        port = str(urlsplit(server.address).port)
        second = started(server.snapshot, AIFKG_PORT=port)
        assert second.returncode == 1
        assert "OSError: [Errno 98] Address already in use" in second.stderr
        assert server.is_everywhere(server.version()["snapshot"])


def test_a_process_that_does_not_start_is_said(tmp_path: Path) -> None:
    snapshot = tmp_path / "snapshot.nq"
    write(snapshot, SMALL)
    failed = started(snapshot, AIFKG_MAX_TIMEOUT="0.000001")
    assert failed.returncode == 1
    assert failed.stdout == ""
    assert "EngineClosed: The query was stopped at its limit of 1e-06 s" in failed.stderr
