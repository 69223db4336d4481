"""A reload: what is served is exchanged by all processes or by none, and how it went is said."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import sys
import threading
from pathlib import Path

import pytest

from aifkg import build
from aifkg.share import Share
from tests import small
from tests.web.conftest import QUERIES, is_tag_of
from tests.web.raw import Connection, target
from tests.web.supervised import MORE, Served, serving, until, write
from tests.web.test_app import children
from tests.web.test_sparql import LABEL, ROW

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")


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
            assert is_tag_of(answer.headers["etag"], sha256, "json")
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
        assert f"The reload is refused, and what was served is served on: {told['why']}" in (
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


HEADER = "#+ title: Towns\n#+ question: Which towns?\n#+ tags: towns\n#+ view: table\n"


@pytest.fixture
def queries(tmp_path: Path) -> Path:
    """A folder of saved queries of which a test may change some."""
    folder = tmp_path / "queries"
    shutil.copytree(QUERIES, folder)
    return folder


def save(folder: Path, name: str, town: str) -> Path:
    """Write a saved query that answers with a town."""
    path = folder / f"{name}.rq"
    path.write_text(f'{HEADER}SELECT ?town {{ VALUES ?town {{ "{town}" }} }}\n', encoding="utf-8")
    return path


def answers(server: Served, name: str) -> set[tuple[int, bytes]]:
    """Return what each process answers to a saved query; a connection is anyone's."""
    found = set()
    for _ in range(12):
        with Connection(server.address) as line:
            answer = line.get(f"/query/{name}?format=csv")
            found.add((answer.status, answer.body if answer.status == 200 else b""))
    return found


def test_saved_queries_are_read_again(tmp_path: Path, queries: Path) -> None:
    with serving(tmp_path, queries=queries) as server:
        before, zygotes = server.version()["snapshot"], server.zygotes
        path = save(queries, "towns", "Kajaani")
        assert answers(server, "towns") == {(404, b"")}
        told = server.reload()
        assert (told["outcome"], told["snapshot"]) == ("served", before)
        until(lambda: answers(server, "towns") == {(200, b"town\r\nKajaani\r\n")})
        save(queries, "towns", "Bologna")
        assert answers(server, "towns") == {(200, b"town\r\nKajaani\r\n")}
        assert server.reload()["outcome"] == "served"
        until(lambda: answers(server, "towns") == {(200, b"town\r\nBologna\r\n")})
        with Connection(server.address) as line:
            assert b"Which towns?" in line.get("/").body
        assert server.reload()["outcome"] == "unchanged"
        path.unlink()
        assert server.reload()["outcome"] == "served"
        until(lambda: answers(server, "towns") == {(404, b"")})
        assert server.zygotes == zygotes


def test_a_first_query_is_found_in_a_folder_that_had_none(tmp_path: Path) -> None:
    folder = tmp_path / "queries"
    folder.mkdir()
    with serving(tmp_path, queries=folder) as server:
        save(folder, "towns", "Kajaani")
        assert server.reload()["outcome"] == "served"
        until(lambda: answers(server, "towns") == {(200, b"town\r\nKajaani\r\n")})


def test_saved_queries_are_taken_with_a_new_snapshot_and_by_a_process_that_begins(
    tmp_path: Path, queries: Path
) -> None:
    with serving(tmp_path, queries=queries) as server:
        sha256 = write(server.snapshot, MORE)
        save(queries, "towns", "Kajaani")
        assert server.reload()["outcome"] == "served"
        until(lambda: server.is_everywhere(sha256))
        kajaani = {(200, b"town\r\nKajaani\r\n")}
        until(lambda: answers(server, "towns") == kajaani)
        victims = server.fronts
        for pid in victims:
            os.kill(pid, signal.SIGKILL)
        until(lambda: len(server.fronts) == 2 and not set(victims) & set(server.fronts))
        assert answers(server, "towns") == kajaani


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"#+ title: Towns\nASK {}\n", "towns.rq: the header needs a `view:` line"),
        (HEADER.encode() + b"SELECT ?a { ?a ?b \n", "towns.rq: "),
        (HEADER.encode() + b"DROP ALL\n", "towns.rq: "),
        (HEADER.encode() + b"SELECT ?a { ?a a aif:Site }\n", "towns.rq: "),
        ("#+ title: Städte\n".encode("latin-1"), "towns.rq: byte 13 is not UTF-8"),
    ],
    ids=["header", "SPARQL", "update", "prefix", "bytes"],
)
def test_a_broken_query_is_refused_and_the_old_ones_are_served_on(
    tmp_path: Path, queries: Path, text: bytes, why: str
) -> None:
    path = save(queries, "towns", "Kajaani")
    kajaani = {(200, b"town\r\nKajaani\r\n")}
    with serving(tmp_path, queries=queries) as server:
        before = server.version()["snapshot"]
        path.write_bytes(text)
        save(queries, "others", "Bologna")
        sha256 = write(server.snapshot, MORE)
        told = server.reload()
        assert (told["outcome"], told["snapshot"]) == ("refused", before)
        assert told["why"].startswith(why)
        assert told["why"] in server.said.read_text(encoding="utf-8")
        assert server.is_everywhere(before)
        assert answers(server, "towns") == kajaani
        assert answers(server, "others") == {(404, b"")}
        save(queries, "towns", "Ostrava")
        assert server.reload()["outcome"] == "served"
        until(lambda: server.is_everywhere(sha256))
        until(lambda: answers(server, "towns") == {(200, b"town\r\nOstrava\r\n")})
        until(lambda: answers(server, "others") == {(200, b"town\r\nBologna\r\n")})


def test_each_broken_query_is_named(tmp_path: Path, queries: Path) -> None:
    with serving(tmp_path, queries=queries) as server:
        (queries / "b.rq").write_text("ASK {}\n")
        (queries / "c.rq").write_text(f"{HEADER}ASK {{\n")
        lines = server.reload()["why"].split("\n")
        assert [line.partition(":")[0] for line in lines] == ["b.rq", "c.rq"]


def test_a_query_that_asks_another_endpoint_is_not_broken(tmp_path: Path, queries: Path) -> None:
    with serving(tmp_path, queries=queries) as server:
        query = "ASK { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }\n"
        (queries / "others.rq").write_text(HEADER + query)
        assert server.reload()["outcome"] == "served"
