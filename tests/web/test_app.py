"""The other routes, and how the server starts and ends."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from pathlib import Path

import httpx
import pytest

from aifkg import __version__
from aifkg.web import Settings, serve
from tests.web.conftest import Running, running
from tests.web.test_sparql import problem


def test_version_names_program_and_snapshot(server: Running) -> None:
    assert server.client.get("/version").json() == {
        "name": "aifkg",
        "version": __version__,
        "snapshot": server.sha256,
        "manifest": {"built": "2026-11-23"},
    }


def test_health_answers(client: httpx.Client) -> None:
    assert client.get("/health").json() == {"status": "ok", "triples": 3_007}


@pytest.mark.parametrize("path", ["/", "/version", "/health", "/style.css"])
def test_head_is_answered_wherever_get_is(client: httpx.Client, path: str) -> None:
    response = client.head(path)
    assert (response.status_code, response.content) == (200, b"")


def test_home_says_what_can_be_opened(client: httpx.Client) -> None:
    page = client.get("/")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "script" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert 'name="viewport"' in page.text
    assert '<form action="/sparql" method="get">' in page.text
    assert '<a href="/query/a">A &lt;question&gt;?</a>' in page.text
    for link in ("/sparql?query=ASK%20%7B%7D", "/version", "/health", "/style.css"):
        assert f'href="{link}"' in page.text
        assert client.get(link).status_code == 200


def test_the_forms_empty_format_means_what_suits_the_query(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": "ASK {}", "format": ""})
    assert response.json() == {"head": {}, "boolean": True}


def test_what_is_not_there_is_a_problem(client: httpx.Client) -> None:
    content = problem(client.get("/nowhere"), 404, "not-found")
    assert "/nowhere" in str(content["detail"])
    content = problem(client.delete("/sparql"), 405, "method-not-allowed")
    assert "DELETE" in str(content["detail"])


def children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    found = [int(child) for child in listed.split()]
    return found + [grandchild for child in found for grandchild in children(child)]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_a_server_that_ends_leaves_no_process(tmp_path: Path, ending: signal.Signals) -> None:
    with running(tmp_path) as server:
        pids = children(server.pid)
        assert len(pids) == 5
        os.kill(server.pid, ending)
        deadline = time.monotonic() + 5
        while any(Path(f"/proc/{pid}").exists() for pid in pids) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert [pid for pid in pids if Path(f"/proc/{pid}").exists()] == []


def test_a_port_that_is_taken_is_an_error(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = Settings(port=taken.getsockname()[1])
        with pytest.raises(OSError, match="in use"):
            serve(settings, tmp_path / "snapshot.nq")


def test_settings_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIFKG_PORT", "9999")
    assert Settings().port == 9999
    with pytest.raises(ValueError, match="frozen"):
        Settings().port = 1
