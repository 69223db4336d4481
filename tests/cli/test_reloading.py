"""`aifkg reload`: a running server takes in what has changed, or goes on with what it has."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.serving import Server, copied, run_at, serving

PHAROS = Path("data/id/ai-factory/pharos.ttl")
BROKEN = """\
@prefix : <https://w3id.org/aifkg/source/broken#> .
@prefix ai-factory: <https://w3id.org/aifkg/id/ai-factory/> .
@prefix aif: <https://w3id.org/aifkg/ontology#> .
@prefix status: <https://w3id.org/aifkg/code/status/> .
:p { ai-factory:nobody aif:status status:new . }
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return copied(tmp_path)


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end, "it does not happen"
        time.sleep(0.05)


def rename(root: Path, name: str) -> None:
    """Give Pharos another name."""
    path = root / PHAROS
    text = re.sub(
        r'"Pharos AI Factory[^"]*"', f'"Pharos AI Factory {name}"', path.read_text("utf-8")
    )
    path.write_text(text, encoding="utf-8")


def breaks(root: Path) -> Path:
    """Put a file into the data that breaks a rule."""
    path = root / "data" / "source" / "broken.trig"
    path.write_text(BROKEN, encoding="utf-8")
    return path


def hashes(server: Server) -> set[str]:
    """Return what is served, by each process that a connection may find."""
    return {server.version()["snapshot"] for _ in range(12)}


def test_what_has_changed_is_served_and_what_is_broken_is_not(root: Path) -> None:
    with serving(root) as server:
        (first,) = hashes(server)
        again = run_at(root, "reload")
        assert (again.code, again.err) == (0, "")
        assert again.out == f"The server at {server.address} serves already:\nsha256    {first}\n"

        rename(root, "of Athens")
        changed = run_at(root, "reload")
        second = server.version()["snapshot"]
        assert (changed.code, changed.err) == (0, "")
        assert changed.out == f"The server at {server.address} serves now:\nsha256    {second}\n"
        assert second != first
        until(lambda: hashes(server) == {second})
        asked = {"query": 'ASK { ?s ?p "Pharos AI Factory of Athens"@en }'}
        assert server.get("sparql", **asked).json()["boolean"] is True
        reloaded = server.version()["reload"]
        assert (reloaded["outcome"], reloaded["snapshot"]) == ("served", second)

        path = breaks(root)
        refused = run_at(root, "reload")
        assert (refused.code, refused.out) == (1, "")
        assert "data/source/broken.trig" in refused.err
        assert server.version()["reload"] == reloaded
        assert hashes(server) == {second}

        path.unlink()
        assert run_at(root, "reload").out.startswith(f"The server at {server.address} serves alr")
    assert list((root / ".aifkg").glob("server-*")) == []


def test_a_signal_alone_does_the_same(root: Path) -> None:
    with serving(root) as server:
        (first,) = hashes(server)
        path = breaks(root)
        os.kill(server.process.pid, signal.SIGHUP)
        until(lambda: server.version().get("reload", {}).get("outcome") == "refused")
        said = server.version()["reload"]
        assert said["snapshot"] == first
        assert "data/source/broken.trig" in said["why"]
        assert hashes(server) == {first}

        path.unlink()
        rename(root, "of Athens")
        os.kill(server.process.pid, signal.SIGHUP)
        until(lambda: server.version()["reload"]["outcome"] == "served")
        until(lambda: first not in hashes(server))


def test_a_refusal_of_the_server_is_told(root: Path) -> None:
    """It builds for itself, in its own environment, which is broken here once it runs."""
    modules = root / "modules"
    modules.mkdir()
    with serving(root, PYTHONPATH=str(modules)) as server:
        (first,) = hashes(server)
        (modules / "sitecustomize.py").write_text("raise SystemExit('Nothing works here.')")
        rename(root, "of Athens")
        refused = run_at(root, "reload")
        assert (refused.code, refused.out) == (1, "")
        told = f"The server at {server.address} refused it, and serves what it did: "
        assert refused.err.startswith(told)
        assert refused.err.endswith("SystemExit: Nothing works here.\n")
        assert hashes(server) == {first}


def test_a_saved_query_is_taken_in_and_a_broken_one_is_told(root: Path) -> None:
    folder = root / "queries"
    original = folder.readlink()
    folder.unlink()
    shutil.copytree(original, folder)
    with serving(root) as server:
        (first,) = hashes(server)
        text = (folder / "factories.rq").read_text("utf-8")
        (folder / "mine.rq").write_text(text, encoding="utf-8")
        changed = run_at(root, "reload")
        assert (changed.code, changed.err) == (0, "")
        assert changed.out == f"The server at {server.address} serves now:\nsha256    {first}\n"
        until(lambda: {server.get("query/mine").status_code for _ in range(12)} == {200})

        (folder / "mine.rq").write_text(f"#+ colour: red\n{text}", encoding="utf-8")
        refused = run_at(root, "reload")
        assert (refused.code, refused.out) == (1, "")
        assert refused.err.endswith("serves what it did: mine.rq: unknown key `colour`\n")
        assert server.get("query/mine").status_code == 200


def test_the_day_of_the_server_is_the_day_of_its_reload(root: Path) -> None:
    with serving(root, "--as-of", "2024-12-31") as server:
        (first,) = hashes(server)
        rename(root, "of Athens")
        changed = run_at(root, "reload")
        assert changed.code == 0
        said = server.version()
        assert said["as_of"] == "2024-12-31"
        assert said["snapshot"] != first
        assert said["snapshot"] in changed.out


def test_no_server_is_said(root: Path) -> None:
    for words in ((), ("--port", "9")):
        answer = run_at(root, "reload", *words)
        assert (answer.code, answer.out) == (2, "")
        place = " on port 9" if words else ""
        said = f"No server that serves this folder runs{place}; aifkg serve starts one.\n"
        assert answer.err == said


def test_a_file_that_is_left_over_tells_of_no_server(root: Path) -> None:
    """The process that has its number now is another one, which the signal would end."""
    with serving(root) as server:
        (file,) = (root / ".aifkg").glob("server-*.json")
        left_over = json.loads(file.read_text("utf-8"))
        server.process.kill()
        server.process.wait()
        assert file.exists()
        file.write_text(json.dumps({**left_over, "pid": os.getpid()}), encoding="utf-8")
        handler = signal.signal(signal.SIGHUP, lambda *_: pytest.fail("it is told to reload"))
        try:
            answer = run_at(root, "reload")
        finally:
            signal.signal(signal.SIGHUP, handler)
        assert answer.code == 2
        assert answer.err.startswith("No server that serves this folder runs;")
        assert not file.exists()


def test_of_several_servers_the_port_says_which(root: Path) -> None:
    with serving(root) as first, serving(root) as second:
        answer = run_at(root, "reload")
        ports = ", ".join(sorted((str(first.port), str(second.port))))
        assert answer.code == 2
        assert answer.err == f"Servers run on the ports {ports}; --port says which one is meant.\n"
        rename(root, "of Athens")
        changed = run_at(root, "reload", "--port", str(second.port))
        assert changed.code == 0
        assert second.version()["snapshot"] in changed.out
        assert hashes(first) != hashes(second)


def test_a_server_that_ends_leaves_no_file(root: Path) -> None:
    with serving(root) as server:
        (file,) = (root / ".aifkg").glob("server-*")
        assert file.name == f"server-{server.port}.json"
        assert json.loads(file.read_text("utf-8")) == {
            "pid": server.process.pid,
            "address": server.address,
            "sha256": server.version()["snapshot"],
            "as_of": None,
        }
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(30) == 0
    assert not file.exists()


def test_a_file_that_says_nothing_is_named(root: Path) -> None:
    with serving(root):
        (file,) = (root / ".aifkg").glob("server-*.json")
        # In place, so that it stays the file that is locked.
        os.truncate(file, 0)
        answer = run_at(root, "reload")
        assert answer.code == 2
        assert answer.err.startswith(f"{file} does not say where a server runs: ")
