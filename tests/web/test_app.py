"""The other routes, and how the server starts and ends."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import select
import signal
import socket
import sys
from pathlib import Path

import httpx
import pytest
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from aifkg.engine import EngineClosed
from aifkg.web import Settings, create_app, serve
from tests.engine.conftest import SMALL
from tests.web.conftest import running
from tests.web.test_sparql import problem


@pytest.mark.parametrize("path", ["/", "/version", "/health", "/style.css", "/europe.svg"])
def test_head_is_answered_wherever_get_is(client: httpx.Client, path: str) -> None:
    response = client.head(path)
    assert (response.status_code, response.content) == (200, b"")


def test_home_says_what_can_be_opened(client: httpx.Client) -> None:
    page = client.get("/")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "<script" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert 'name="viewport"' in page.text
    assert '<form action="/sparql" method="get">' in page.text
    assert '<a href="/query/a">A &lt;question&gt;?</a>' in page.text
    assert 'href="/ontology"' in page.text
    for link in ("/id", "/source", "/sparql", "/version", "/health", "/style.css"):
        assert f'href="{link}"' in page.text
        assert client.get(link, follow_redirects=True).status_code == 200


def test_the_forms_empty_format_means_what_suits_the_query(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": "ASK {}", "format": ""})
    assert response.json() == {"head": {}, "boolean": True}


def test_the_stylesheet_is_kept_and_is_nothing_else(client: httpx.Client) -> None:
    style = client.get("/style.css")
    assert style.headers["content-type"] == "text/css; charset=utf-8"
    assert style.headers["cache-control"] == "no-cache"
    assert style.headers["x-content-type-options"] == "nosniff"
    assert ":root {" in style.text
    assert ".trace .box {" in style.text
    again = client.get("/style.css", headers={"If-None-Match": style.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_defect_is_a_problem_that_any_page_may_read() -> None:
    async def broken(_: Request) -> Response:
        raise ZeroDivisionError

    app = create_app(Settings(), routes=[Route("/broken", broken)])

    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://e.org") as client:
            return await client.get("/broken", headers={"Origin": "https://e.org"})

    response = asyncio.run(asked())
    problem(response, 500, "internal")
    assert response.headers["access-control-allow-origin"] == "*"


def test_a_snapshot_that_is_not_its_manifests_is_not_served(tmp_path: Path) -> None:
    snapshot = tmp_path / "snapshot.nq"
    snapshot.write_text(SMALL, encoding="utf-8")
    stated = {"sha256": hashlib.sha256(snapshot.read_bytes()).hexdigest()}
    snapshot.with_suffix(".json").write_text(json.dumps(stated), encoding="utf-8")
    snapshot.write_text(SMALL.replace("612", "613"), encoding="utf-8")
    with pytest.raises(EngineClosed, match=f"its manifest says {stated['sha256']}.*aifkg build"):
        serve(Settings(port=0), snapshot, on_ready=lambda _: pytest.fail("it is served"))


def test_what_is_not_there_is_a_problem(client: httpx.Client) -> None:
    content = problem(client.get("/nowhere"), 404, "not-found")
    assert "/nowhere" in str(content["detail"])
    content = problem(client.post("/version"), 405, "method-not-allowed")
    assert "POST" in str(content["detail"])


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", ["/sparql", "/snapshot.nq", "/rdf-graphs?default", "/query/a"])
def test_what_would_write_is_told_how_the_graph_is_changed(
    client: httpx.Client, method: str, path: str
) -> None:
    response = client.request(method, path)
    assert "edit data/" in str(problem(response, 403, "read-only")["detail"])
    assert "GET" in response.headers["allow"]


def children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    found = [int(child) for child in listed.split()]
    return found + [grandchild for child in found for grandchild in children(child)]


def ends(descriptor: int) -> bool:
    """Whether a process ends, now or soon: its descriptor can be read from then on."""
    return bool(select.select([descriptor], [], [], 10)[0])


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_a_server_that_ends_leaves_no_process(tmp_path: Path, ending: signal.Signals) -> None:
    with running(tmp_path, AIFKG_WORKERS="2", AIFKG_QUERIES="4", AIFKG_LONG_QUERIES="2") as server:
        pids = children(server.pid)
        # A zygote, two server processes, and for each a worker that is short, long or spare.
        assert len(pids) == 1 + 2 + 2 * 3
        watched = [os.pidfd_open(pid) for pid in pids]
        os.kill(server.pid, ending)
        try:
            assert [pid for pid, end in zip(pids, watched, strict=True) if not ends(end)] == []
        finally:
            for end in watched:
                os.close(end)


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


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("MAX_TIMEOUT", "inf", "max_timeout"),
        ("MAX_TIMEOUT", "nan", "max_timeout"),
        ("MAX_TIMEOUT", "1e300", "max_timeout"),
        ("DEFAULT_TIMEOUT", "0", "default_timeout"),
        ("DEFAULT_TIMEOUT", "31", "default_timeout is 31 s, .* more than max_timeout, 30 s"),
        ("MEMORY_BYTES", "1", "memory_bytes"),
        ("WORKERS", "1000000", "workers"),
    ],
)
def test_settings_without_sense_are_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, message: str
) -> None:
    monkeypatch.setenv(f"AIFKG_{name}", value)
    with pytest.raises(ValidationError, match=message):
        Settings()


def test_a_default_that_was_not_set_gives_way_to_the_most() -> None:
    assert Settings(max_timeout=2).max_timeout == 2
