"""/dump/: the snapshot as files, made once and beside the server."""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import os
import re
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from aifkg import build
from aifkg.dump import listed
from aifkg.share import Share
from tests import small
from tests.engine.conftest import SMALL
from tests.web.conftest import BROWSER, Running, running
from tests.web.raw import Connection
from tests.web.supervised import MORE, Served, serving, until, write
from tests.web.test_sparql import problem

LABEL = "ASK { ?s ?p ?o }"


def settled(client: httpx.Client, path: str = "/dump/") -> httpx.Response:
    """Return what is answered once the downloads are there, or cannot be made."""
    answers: list[httpx.Response] = []

    def is_settled() -> bool:
        answers.append(client.get(path))
        return not (
            answers[-1].status_code == 503 and answers[-1].json()["type"].endswith("/being-made")
        )

    until(is_settled)
    return answers[-1]


def ready(client: httpx.Client, path: str = "/dump/") -> httpx.Response:
    """Return what is answered once the downloads are there."""
    answer = settled(client, path)
    assert answer.status_code == 200, answer.text
    return answer


@pytest.fixture(scope="module", name="made")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    quads = build.ensure(Share.at(small.root())).quads_path.read_text(encoding="utf-8")
    with running(tmp_path_factory.mktemp("made"), quads) as server:
        assert server.client.get("/dump/aifkg.ttl").status_code == 503
        ready(server.client)
        yield server


def test_the_first_to_ask_is_told_to_wait(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        response = server.client.get("/dump/aifkg.nq")
        content = problem(response, 503, "being-made")
        assert "ask again" in str(content["detail"])
        assert int(response.headers["retry-after"]) > 0
        assert server.client.get("/sparql", params={"query": LABEL}).status_code == 200
        assert (
            ready(server.client, "/dump/aifkg.nq").content
            == (tmp_path / "snapshot.nq").read_bytes()
        )


def test_a_person_is_shown_what_there_will_be(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        page = server.client.get("/dump/", headers={"Accept": BROWSER})
        assert page.status_code == 503
        assert page.headers["retry-after"]
        assert "are being made" in page.text
        assert "aifkg.sqlite" in page.text


def test_the_list_says_what_each_file_is(made: Running) -> None:
    response = made.client.get("/dump/")
    assert response.headers["content-type"] == "application/json"
    content = response.json()
    assert content["snapshot"] == made.sha256
    files = {file["name"]: file for file in content["files"]}
    assert {name for name, _, _ in listed()} <= set(files)
    assert all(file["description"] and file["media_type"] for file in files.values())


def test_each_file_is_as_the_list_says(made: Running) -> None:
    for file in made.client.get("/dump/").json()["files"]:
        response = made.client.get(f"/dump/{file['name']}")
        assert response.status_code == 200, file["name"]
        assert hashlib.sha256(response.content).hexdigest() == file["sha256"]
        assert response.headers["content-length"] == str(file["bytes"])
        assert response.headers["content-type"].partition(";")[0] == file["media_type"]
        assert response.headers["etag"] == f'"{file["sha256"]}"'
        assert "content-encoding" not in response.headers
        head = made.client.head(f"/dump/{file['name']}")
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == str(file["bytes"])


def test_the_sums_are_those_of_the_files(made: Running, tmp_path: Path) -> None:
    for name in ("SHA256SUMS", "aifkg.ttl", "aifkg.ttl.gz"):
        (tmp_path / name).write_bytes(made.client.get(f"/dump/{name}").content)
    command = ["sha256sum", "--check", "--ignore-missing", "--strict", "SHA256SUMS"]
    said = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert said == "aifkg.ttl: OK\naifkg.ttl.gz: OK\n"


def test_a_download_is_resumed(made: Running) -> None:
    whole = made.client.get("/dump/aifkg.ttl.gz")
    rest = made.client.get(
        "/dump/aifkg.ttl.gz", headers={"Range": "bytes=100-", "If-Range": whole.headers["etag"]}
    )
    assert (rest.status_code, rest.content) == (206, whole.content[100:])
    turtle = made.client.get("/dump/aifkg.ttl").content
    assert gzip.decompress(whole.content[:100] + rest.content) == turtle
    past = made.client.get("/dump/aifkg.ttl", headers={"Range": "bytes=999999999-"})
    assert problem(past, 416, "range")


def test_a_client_that_holds_a_file_is_spared_it(made: Running) -> None:
    held = made.client.get("/dump/aifkg.ttl")
    for known in (
        {"If-None-Match": held.headers["etag"]},
        {"If-Modified-Since": held.headers["last-modified"]},
    ):
        response = made.client.get("/dump/aifkg.ttl", headers=known)
        assert (response.status_code, response.content) == (304, b"")
    for other in (
        {"If-Modified-Since": "Wed, 21 Oct 2015 07:28:00 GMT"},
        {"If-Modified-Since": "yesterday"},
        {"If-Modified-Since": held.headers["last-modified"], "If-None-Match": '"other"'},
    ):
        assert made.client.get("/dump/aifkg.ttl", headers=other).status_code == 200


@pytest.mark.parametrize("path", ["/dump/", "/dump/SHA256SUMS"])
def test_the_lists_are_held_too(made: Running, path: str) -> None:
    tag = made.client.get(path).headers["etag"]
    assert made.client.get(path, headers={"If-None-Match": tag}).status_code == 304


def test_the_page_leads_to_every_file(made: Running) -> None:
    page = made.client.get("/dump/", headers={"Accept": BROWSER})
    assert page.headers["content-type"].startswith("text/html")
    links = set(re.findall(r'href="([^"/:][^":]*)"', page.text))
    names = {file["name"] for file in made.client.get("/dump/").json()["files"]}
    assert links == names | {"SHA256SUMS"}
    assert made.client.get("/dump/?format=html").headers["content-type"].startswith("text/html")
    known = {"Accept": BROWSER, "If-None-Match": page.headers["etag"]}
    assert made.client.get("/dump/", headers=known).status_code == 304


def test_the_list_has_one_address(made: Running) -> None:
    response = made.client.get("/dump")
    assert (response.status_code, response.headers["location"]) == (308, "/dump/")


@pytest.mark.parametrize(
    "name",
    [
        "nothing",
        "index.json",
        "csv",
        "csv/",
        "csv/nothing.csv",
        "..%2Fsnapshot.nq",
        "csv/..%2F..%2Fsnapshot.json",
        "%2Fetc%2Fpasswd",
        "csv//etc/passwd",
        ".lock",
        "aifkg.nq%00",
        "aifkg.nq%0d%0aX: y",
        "%FF%FE",
        "a" * 5_000,
        "<script>alert(1)</script>",
    ],
    ids=str.strip,
)
def test_what_is_no_download_is_not_found(made: Running, name: str) -> None:
    with Connection(str(made.client.base_url)) as line:
        answer = line.get(f"/dump/{name}".replace(" ", "%20"))
    assert answer.status == 404
    page = made.client.get("/dump/%3Cscript%3E", headers={"Accept": BROWSER})
    assert "<script>" not in page.text


def test_what_is_no_download_has_nothing_made(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        assert server.client.get("/dump/nothing").status_code == 404
        assert not (tmp_path / "dump").exists()


def test_nothing_is_written(made: Running) -> None:
    for method in ("PUT", "PATCH", "DELETE"):
        assert problem(made.client.request(method, "/dump/aifkg.nq"), 403, "read-only")


def test_the_database_that_is_sent_answers(made: Running, tmp_path: Path) -> None:
    path = tmp_path / "aifkg.sqlite"
    path.write_bytes(made.client.get("/dump/aifkg.sqlite").content)
    with closing(sqlite3.connect(path)) as database:
        (label,) = database.execute(
            "SELECT label FROM ai_factory WHERE id LIKE '%/lumi'"
        ).fetchone()
    assert label == "LUMI AI Factory"


def test_a_server_may_make_none(tmp_path: Path) -> None:
    with running(tmp_path, AIFKG_DUMP_SECONDS="0") as server:
        response = server.client.get("/dump/aifkg.nq")
        assert "makes no downloads" in str(problem(response, 503, "no-downloads")["detail"])
        assert not (tmp_path / "dump").exists()
        assert server.client.get("/snapshot.nq").status_code == 200


def test_why_there_are_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "dump").write_text("in the way")
    with running(tmp_path, AIFKG_WORKERS="1") as server:
        response = settled(server.client)
        said = problem(response, 503, "no-downloads")
        assert "File exists" in str(said["detail"])
        assert "/snapshot.nq" in str(said["detail"])
        assert str(tmp_path) not in response.text
        assert response.headers["retry-after"] == "60"
        page = server.client.get("/dump/", headers={"Accept": BROWSER})
        assert (page.status_code, "File exists" in page.text) == (503, True)


def test_memory_is_bounded_and_the_server_lives_on(tmp_path: Path) -> None:
    quads = build.ensure(Share.at(small.root())).quads_path.read_text(encoding="utf-8")
    many = "".join(
        f'<http://e.org/s{i}> <http://e.org/p> "{"x" * 400} {i}" .\n' for i in range(200_000)
    )
    bounds = {"AIFKG_MEMORY_BYTES": "64MiB", "AIFKG_WORKERS": "1"}
    with running(tmp_path, quads + many, **bounds) as server:
        assert problem(settled(server.client), 503, "no-downloads")
        assert server.client.get("/health/live").status_code == 200


def test_time_is_bounded_and_nothing_runs_on(tmp_path: Path) -> None:
    with running(tmp_path, AIFKG_DUMP_SECONDS="0.001", AIFKG_WORKERS="1") as server:
        said = problem(settled(server.client), 503, "no-downloads")
        assert "did not end within 0.001 s" in str(said["detail"])
        assert makers(tmp_path) == []


def makers(folder: Path) -> list[int]:
    """Return the processes that make a dump in a folder."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().split(b"\0")
        except OSError:
            continue
        if b"aifkg.dump" in words and any(str(folder).encode() in word for word in words):
            found.append(int(path.parent.name))
    return found


def priority(pid: int) -> int | None:
    try:
        return os.getpriority(os.PRIO_PROCESS, pid)
    except ProcessLookupError:
        return None


def test_several_processes_have_them_made_with_the_lowest_priority(tmp_path: Path) -> None:
    quads = build.ensure(Share.at(small.root())).quads_path.read_text(encoding="utf-8")
    seen: set[int | None] = set()
    with running(tmp_path, quads, AIFKG_WORKERS="2") as server:
        while True:
            with httpx.Client(base_url=str(server.client.base_url)) as client:
                if client.get("/dump/aifkg.nq").status_code != 503:
                    break
            seen.update(map(priority, makers(tmp_path)))
        lists = {server.client.get("/dump/").content for _ in range(4)}
    assert len(lists) == 1
    assert 19 in seen


def test_while_another_server_makes_them_clients_wait_for_it(tmp_path: Path) -> None:
    (tmp_path / "dump").mkdir()
    with (tmp_path / "dump" / ".lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with running(tmp_path, AIFKG_WORKERS="1") as server:
            for _ in range(3):
                assert problem(server.client.get("/dump/"), 503, "being-made")
                until(lambda: not makers(tmp_path))
            fcntl.flock(lock, fcntl.LOCK_UN)
            assert ready(server.client).status_code == 200


def test_the_maker_ends_with_the_process_that_began_it(tmp_path: Path) -> None:
    many = "".join(f'<http://e.org/s{i}> <http://e.org/p> "{i}" .\n' for i in range(200_000))
    with running(tmp_path, many, AIFKG_WORKERS="1") as server:
        server.client.get("/dump/")
        until(lambda: bool(makers(tmp_path)))
        (maker,) = makers(tmp_path)
        stat = Path(f"/proc/{maker}/stat").read_text("ascii")
        os.kill(int(stat.rpartition(")")[2].split()[1]), signal.SIGKILL)
        until(lambda: not makers(tmp_path))
    assert [path.name for path in (tmp_path / "dump").glob("[!.]*")] == []


def test_a_file_that_was_changed_is_made_anew_and_never_sent(tmp_path: Path) -> None:
    with running(tmp_path, AIFKG_WORKERS="1") as server:
        whole = ready(server.client, "/dump/aifkg.ttl").content
        (path,) = (tmp_path / "dump").glob("*/aifkg.ttl")
        path.write_bytes(whole.replace(b"Kajaani", b"Kajaano"))
        assert problem(server.client.get("/dump/aifkg.ttl"), 503, "being-made")
        assert ready(server.client, "/dump/aifkg.ttl").content == whole


@contextmanager
def served(folder: Path, quads: str = SMALL) -> Iterator[tuple[Served, httpx.Client]]:
    with (
        serving(folder, quads, AIFKG_WORKERS="1") as server,
        httpx.Client(base_url=server.address, timeout=40) as client,
    ):
        yield server, client


def test_after_a_reload_they_are_those_of_the_new_snapshot(tmp_path: Path) -> None:
    with served(tmp_path) as (server, client):
        assert b"More" not in ready(client, "/dump/aifkg.ttl").content
        sha256 = write(server.snapshot, MORE)
        assert server.reload()["outcome"] == "served"
        assert client.get("/dump/aifkg.ttl").status_code == 503
        assert b"More" in ready(client, "/dump/aifkg.ttl").content
        assert client.get("/dump/").json()["snapshot"] == sha256


def test_a_reload_while_they_are_made_has_the_new_ones_made(tmp_path: Path) -> None:
    many = "".join(f'<http://e.org/s{i}> <http://e.org/p> "{i}" .\n' for i in range(100_000))
    with served(tmp_path, many) as (server, client):
        assert client.get("/dump/").status_code == 503
        until(lambda: bool(makers(tmp_path)))
        sha256 = write(server.snapshot, MORE)
        assert server.reload()["outcome"] == "served"
        assert ready(client).json()["snapshot"] == sha256
