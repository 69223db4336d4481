"""The processes of the server: what they serve is swapped, and they are ended and replaced."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from aifkg import build
from aifkg.share import Share
from tests import small
from tests.engine.conftest import SMALL
from tests.web.conftest import QUERIES, SOURCE
from tests.web.raw import Connection, target
from tests.web.test_app import children
from tests.web.test_sparql import LABEL, ROW

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")

_PROGRAM = """
import sys
from pathlib import Path
from aifkg.library import Library
from aifkg.web import Settings, serve
serve(Settings(), Path(sys.argv[1]), library=Library.of(Path(sys.argv[2])), renew=sys.argv[3:],
      on_ready=lambda address: print(address, flush=True))
"""
_TRIES_S = 30.0
CROSS = "".join(
    f'<http://e.org/s{i}> <http://e.org/p> "{i}" <http://e.org/x> .\n' for i in range(3_000)
)
LONG = "SELECT (COUNT(*) AS ?n) { GRAPH ?x { ?a ?b ?c } GRAPH ?y { ?d ?e ?f } }"
"""A query that takes a good part of a second."""


@dataclass
class Served:
    """A server, the files that it is told of, and what it says."""

    process: subprocess.Popen[str]
    address: str
    snapshot: Path
    said: Path

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def fronts(self) -> list[int]:
        """The processes that answer: those that have no children of their own, bar the zygotes."""
        return [pid for pid in direct(self.pid) if not is_zygote(pid)]

    @property
    def zygotes(self) -> list[int]:
        return [pid for pid in direct(self.pid) if is_zygote(pid)]

    def version(self) -> dict[str, Any]:
        with Connection(self.address) as line:
            said: dict[str, Any] = json.loads(line.get("/version").body)
        return said

    def reload(self) -> dict[str, Any]:
        """Have it reload, and return what it says of that."""
        before = self.reloaded()
        os.kill(self.pid, signal.SIGHUP)
        until(lambda: self.reloaded().get("at", "") > before.get("at", ""))
        return self.reloaded()

    def reloaded(self) -> dict[str, Any]:
        """Return what one of the processes says of the last reload."""
        said: dict[str, Any] = self.version().get("reload", {})
        return said

    def is_everywhere(self, sha256: str) -> bool:
        """Whether each process serves it; a connection is anyone's."""
        return {self.version()["snapshot"] for _ in range(12)} == {sha256}


def direct(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in listed.split()]


def is_zygote(pid: int) -> bool:
    try:
        return b"aifkg.engine.zygote" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except FileNotFoundError:
        return False


def until(condition: Callable[[], bool]) -> None:
    """Wait for what another process does; fail where it does not in time."""
    end = time.monotonic() + _TRIES_S
    while not condition():
        assert time.monotonic() < end, "it does not happen"
        time.sleep(0.02)


def write(snapshot: Path, quads: str, stated: object = None) -> str:
    """Put a snapshot and its manifest in place of those that are there; return its hash."""
    sha256 = hashlib.sha256(quads.encode()).hexdigest()
    manifest = json.dumps({"sha256": sha256} if stated is None else stated)
    for path, text in ((snapshot, quads), (snapshot.with_suffix(".json"), manifest)):
        new = path.with_name("new")
        new.write_text(text, encoding="utf-8")
        new.replace(path)
    return sha256


@contextmanager
def serving(
    folder: Path, quads: str = SMALL, *, renew: Sequence[str] = (), **environment: str
) -> Iterator[Served]:
    snapshot, said = folder / "snapshot.nq", folder / "said"
    write(snapshot, quads)
    with said.open("wb") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, str(snapshot), str(QUERIES), *renew],
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            env={
                "PATH": "",
                "PYTHONPATH": SOURCE,
                "AIFKG_BUDGET_SECONDS": "0",
                "AIFKG_PORT": "0",
                "AIFKG_WORKERS": "2",
                **environment,
            },
        )
    assert process.stdout is not None
    try:
        address = process.stdout.readline().strip()
        yield Served(process, address, snapshot, said)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


MORE = SMALL + "<http://e.org/more> <http://e.org/label> 'More' .\n".replace("'", '"')


def test_new_files_are_served_and_the_old_processes_end(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        before = server.version()
        assert "reload" not in before
        many = len(children(server.pid))
        fronts, (zygote,) = server.fronts, server.zygotes
        sha256 = write(server.snapshot, MORE)
        told = server.reload()
        assert {**told, "at": ""} == {"outcome": "served", "at": "", "snapshot": sha256}
        until(lambda: server.is_everywhere(sha256))
        until(lambda: len(children(server.pid)) == many)
        assert server.fronts == fronts
        assert server.zygotes != [zygote]
        with Connection(server.address) as line:
            answer = line.get(target(query=LABEL))
            assert answer.headers["etag"] == f'"{sha256}.json"'
            assert answer.body == ROW


def test_the_same_files_are_not_loaded_again(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        zygotes = server.zygotes
        told = server.reload()
        assert (told["outcome"], told["snapshot"]) == ("unchanged", server.version()["snapshot"])
        assert server.zygotes == zygotes


def test_no_request_is_dropped_while_snapshots_are_swapped(tmp_path: Path) -> None:
    quads = build.ensure(Share.at(small.root())).quads_path.read_text(encoding="utf-8")
    asked = [
        target(query="ASK {}"),
        target(query="SELECT * { ?s ?p ?o } LIMIT 50", format="csv"),
        "/query/about?subject=LUMI%20AI%20Factory",
        # It is looked up in several queries before the one that answers.
        *(f"/query/about?subject=ai-factory:pharos&name={number}" for number in range(4)),
        "/query/factories?format=csv",
        "/health",
    ]
    with serving(tmp_path, quads) as server:
        ends, faults, answered = threading.Event(), [], []

        def ask(path: str, headers: dict[str, str]) -> None:
            with Connection(server.address) as line:
                while not ends.is_set():
                    answer = line.get(path, **headers)
                    answered.append(path)
                    if answer.status != 200:
                        faults.append((path, answer))

        headers = [{}, {"X_Ordinary": "1"}]
        threads = [threading.Thread(target=ask, args=(p, h)) for p in asked for h in headers]
        for thread in threads:
            thread.start()
        try:
            for number in range(4):
                line = f'<http://e.org/{number}> <http://e.org/label> "{number}" .\n'
                sha256 = write(server.snapshot, quads + line)
                assert server.reload()["outcome"] == "served"
                until(lambda sha256=sha256: server.is_everywhere(sha256))  # type: ignore[misc]
        finally:
            ends.set()
            for thread in threads:
                thread.join()
        assert faults == []
        assert set(answered) == set(asked)


def broken(server: Served, how: str) -> str:
    """Put files in place that cannot be served; return what is to be said of them."""
    snapshot = server.snapshot
    if how == "no snapshot":
        snapshot.unlink()
        return "cannot be read: No such file or directory"
    if how == "no manifest":
        write(snapshot, MORE)
        snapshot.with_suffix(".json").unlink()
        return "has no manifest that states its SHA-256"
    if how == "no N-Quads":
        write(snapshot, "this is no graph")
        return "could not be loaded by the workers' process"
    if how == "half a manifest":
        write(snapshot, MORE)
        snapshot.with_suffix(".json").write_text('{"sha256": ', encoding="utf-8")
        return "cannot be read"
    stated: dict[str, object] = {"list": [1], "number": 7, "other hash": {"sha256": "0" * 64}}
    write(snapshot, MORE, stated[how])
    return "its manifest says 000" if how == "other hash" else "is no JSON object"


@pytest.mark.parametrize(
    "how",
    ["no snapshot", "no manifest", "no N-Quads", "half a manifest", "list", "number", "other hash"],
)
def test_files_that_cannot_be_served_are_refused_and_the_old_are_served_on(
    tmp_path: Path, how: str
) -> None:
    with serving(tmp_path) as server:
        before = server.version()["snapshot"]
        many = len(children(server.pid))
        why = broken(server, how)
        told = server.reload()
        assert (told["outcome"], told["snapshot"]) == ("refused", before)
        assert why in told["why"]
        assert f"The new snapshot is refused, and the old one served on: {told['why']}" in (
            server.said.read_text(encoding="utf-8")
        )
        assert server.is_everywhere(before)
        with Connection(server.address) as line:
            assert line.get(target(query=LABEL)).body == ROW
        until(lambda: len(children(server.pid)) == many)
        sha256 = write(server.snapshot, MORE)
        assert server.reload()["outcome"] == "served"
        until(lambda: server.is_everywhere(sha256))


def printing(folder: Path, quads: str) -> list[str]:
    """Return a command that prints where a snapshot of these quads lies."""
    made = folder / "made.nq"
    write(made, quads)
    files = {"snapshot": str(made), "manifest": str(made.with_suffix(".json"))}
    return [sys.executable, "-c", f"print('''{json.dumps(files)}''')"]


def test_the_files_that_a_renewal_names_are_served(tmp_path: Path) -> None:
    with serving(tmp_path, renew=printing(tmp_path, MORE)) as server:
        told = server.reload()
        assert told["outcome"] == "served"
        assert told["snapshot"] == hashlib.sha256(MORE.encode()).hexdigest()
        assert server.reload()["outcome"] == "unchanged"


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ([sys.executable, "-c", "import sys; sys.exit('data/x: broken')"], "data/x: broken"),
        ([sys.executable, "-c", "print('done')"], "printed no JSON that names a snapshot"),
        ([sys.executable, "-c", "print('x' * 100_000)"], "printed more than 65,536 bytes"),
        (
            [sys.executable, "-c", """print('{"snapshot": "/no", "manifest": "/no"}')"""],
            "/no cannot be read: No such file",
        ),
        (["/no/such/program"], "/no/such/program cannot be started: No such file"),
    ],
    ids=["findings", "no JSON", "too much", "no files", "no program"],
)
def test_a_renewal_that_fails_is_refused(tmp_path: Path, command: list[str], why: str) -> None:
    with serving(tmp_path, renew=command) as server:
        before = server.version()["snapshot"]
        told = server.reload()
        assert (told["outcome"], told["snapshot"]) == ("refused", before)
        assert why in told["why"]
        assert server.is_everywhere(before)


# It takes up what is there when it begins, and ends when it may.
_SLOW = """
import json, sys, time
from pathlib import Path
folder = Path(sys.argv[1])
which = (folder / "which").read_text()
(folder / f"began-{which}").touch()
while not (folder / "go").exists():
    time.sleep(0.01)
files = {"snapshot": folder / f"{which}.nq", "manifest": folder / f"{which}.json"}
print(json.dumps({name: str(path) for name, path in files.items()}))
"""


def test_a_change_during_a_reload_is_served_after_it(tmp_path: Path) -> None:
    write(tmp_path / "first.nq", MORE)
    last = write(tmp_path / "last.nq", MORE.replace("More", "Most"))
    with serving(tmp_path, renew=[sys.executable, "-c", _SLOW, str(tmp_path)]) as server:
        (tmp_path / "which").write_text("first")
        os.kill(server.pid, signal.SIGHUP)
        until((tmp_path / "began-first").exists)
        (tmp_path / "which").write_text("last")
        os.kill(server.pid, signal.SIGHUP)
        (tmp_path / "go").touch()
        until((tmp_path / "began-last").exists)
        until(lambda: server.is_everywhere(last))


@pytest.mark.parametrize("prints", ["pass", "print('I begin', flush=True)"])
def test_a_renewal_that_hangs_does_not_keep_the_server_from_its_end(
    tmp_path: Path, prints: str
) -> None:
    began = tmp_path / "began"
    hangs = f"{prints}; open({str(began)!r}, 'w'); import time; time.sleep(600)"
    with serving(tmp_path, renew=[sys.executable, "-c", hangs]) as server:
        os.kill(server.pid, signal.SIGHUP)
        until(began.exists)
        everyone = children(server.pid)
        server.process.terminate()
        assert server.process.wait(20) == 0
        until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in everyone))


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


def test_a_process_that_ends_while_it_makes_ready_is_reason_to_refuse(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        before, many = server.version()["snapshot"], len(children(server.pid))
        stopped, other = server.fronts
        os.kill(stopped, signal.SIGSTOP)
        write(server.snapshot, MORE)
        os.kill(server.pid, signal.SIGHUP)
        until(lambda: len(server.zygotes) == 2)
        os.kill(stopped, signal.SIGKILL)
        until(lambda: server.said.read_text().count("refused") == 1)
        assert "ended with code -9 while it was made ready" in server.said.read_text()
        until(lambda: len(server.fronts) == 2 and stopped not in server.fronts)
        until(lambda: len(children(server.pid)) == many)
        assert other in server.fronts
        until(lambda: server.is_everywhere(before))
        assert server.reloaded()["outcome"] == "refused"


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
        [sys.executable, "-c", _PROGRAM, str(snapshot), str(QUERIES)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={"PATH": "", "AIFKG_PORT": "0", "AIFKG_WORKERS": "2", **environment},
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
