"""Observing: what is added to answers, counted and written, however a request ends."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from aifkg.web.account import account
from aifkg.web.journal import Journal
from aifkg.web.metrics import Metrics
from aifkg.web.observe import Observe
from aifkg.web.outlet import Outlet
from aifkg.web.request_id import accepted
from tests.web.conftest import Running, running

_ID = "mine/1"


async def sparql(request: Request) -> Response:
    kept = account(request.scope)
    kept.query, kept.rows, kept.lane, kept.cache = "ASK {}", 1, "short", "miss"
    kept.queue_seconds, kept.eval_seconds = 0.0015, 0.25
    return PlainTextResponse("true")


async def refused(request: Request) -> Response:
    account(request.scope).slug = "query-timeout"
    return PlainTextResponse("late", 503)


async def broken(request: Request) -> Response:
    raise ZeroDivisionError(request.path_params["name"])


async def half(request: Request) -> Response:
    async def parts() -> AsyncIterator[bytes]:
        yield b"half"
        raise ZeroDivisionError

    return StreamingResponse(parts())


async def patient(request: Request) -> Response:
    """Wait for the client to leave, as whoever evaluates for it does."""
    while not await request.is_disconnected():
        await asyncio.sleep(0.01)
    return PlainTextResponse("too late")


_ROUTES = [
    Route("/sparql", sparql, methods=["GET", "POST"]),
    Route("/query/refused", refused),
    Route("/query/half", half),
    Route("/query/patient", patient),
    Route("/query/{name}", broken),
    Route("/other/{name}", sparql),
]


class Watched:
    """A small app, observed, and what it counted and wrote."""

    def __init__(self, client: httpx.AsyncClient, port: int, metrics: Metrics, log: Path) -> None:
        self.client = client
        self.port = port
        self._metrics = metrics
        self._log = log

    def counted(self) -> dict[tuple[str, str, str], float]:
        """Return how many requests ended how, by route, method and outcome."""
        text = self._metrics.render()[0].decode()
        return {
            (sample.labels["route"], sample.labels["method"], sample.labels["outcome"]): (
                sample.value
            )
            for family in text_string_to_metric_families(text)
            for sample in family.samples
            if sample.name == "aifkg_requests_total"
        }

    def written(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._log.read_bytes().splitlines()]


@asynccontextmanager
async def watched(folder: Path) -> AsyncIterator[Watched]:
    """Run the app under uvicorn; once it has ended, all is counted and written."""
    log = folder / "log"
    metrics = Metrics()
    with log.open("ab") as file, socket.create_server(("127.0.0.1", 0)) as listening:
        journal = Journal(Outlet(file.fileno()), with_clients=True)
        app = Observe(Starlette(routes=_ROUTES), metrics, journal)
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="on"))
        serving = asyncio.create_task(server.serve([listening]))
        port = listening.getsockname()[1]
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            while not server.started:
                await asyncio.sleep(0.01)
            yield Watched(client, port, metrics, log)
        server.should_exit = True
        await serving


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Keep out of sight what uvicorn says of the app that breaks."""
    with caplog.at_level(logging.CRITICAL):
        yield


def test_an_answer_says_its_request_and_its_times(tmp_path: Path) -> None:
    async def asked() -> None:
        async with watched(tmp_path) as app:
            response = await app.client.get("/sparql", headers={"X-Request-Id": _ID})
            assert response.headers["x-request-id"] == _ID
            assert response.headers["timing-allow-origin"] == "*"
            total, *parts = response.headers["server-timing"].split(", ")
            assert total.startswith("total;dur=")
            assert float(total.partition("=")[2]) > 0
            assert parts == ["queue;dur=1.500", "eval;dur=250.000", "cache;desc=miss"]
            made = (await app.client.get("/nowhere")).headers["x-request-id"]
            assert accepted(made.encode()) == made != _ID

    asyncio.run(asked())


def test_a_query_is_counted_and_written(tmp_path: Path) -> None:
    async def asked() -> Watched:
        async with watched(tmp_path) as app:
            await app.client.get("/sparql", headers={"X-Request-Id": _ID})
        return app

    app = asyncio.run(asked())
    assert app.counted() == {("/sparql", "GET", "2xx"): 1}
    (line,) = app.written()
    assert line.pop("seconds") > 0
    assert line.pop("time").endswith("Z")
    assert line == {
        "id": _ID,
        "route": "/sparql",
        "query": "819ea91ed5f12b38",
        "rows": 1,
        "bytes": 4,
        "status": 200,
        "outcome": "2xx",
        "cache": "miss",
        "lane": "short",
        "queue_seconds": 0.0015,
        "client": "127.0.0.1",
    }


def test_every_end_has_its_word(tmp_path: Path) -> None:
    async def asked() -> Watched:
        async with watched(tmp_path) as app:
            get = app.client.get
            assert (await get("/query/refused")).status_code == 503
            broken = await get("/query/any")
            assert broken.status_code == 500
            assert "x-request-id" in broken.headers
            with pytest.raises(httpx.RemoteProtocolError):
                await get("/query/half")
            assert (await app.client.put("/sparql")).status_code == 405
            assert (await get("/nowhere")).status_code == 404
            assert (await get("/other/one")).status_code == 200
            assert (await app.client.request("PROPFIND", "/nowhere")).status_code == 404
        return app

    app = asyncio.run(asked())
    assert app.counted() == {
        ("/query/refused", "GET", "5xx:query-timeout"): 1,
        ("/query/{name}", "GET", "5xx"): 1,
        ("/query/half", "GET", "cut"): 1,
        ("/sparql", "PUT", "4xx"): 1,
        ("unmatched", "GET", "4xx"): 1,
        ("unmatched", "other", "4xx"): 1,
        ("/other/{name}", "GET", "2xx"): 1,
    }
    written = [(line["route"], line["status"], line["outcome"]) for line in app.written()]
    assert written == [
        ("/query/refused", 503, "5xx:query-timeout"),
        ("/query/{name}", 500, "5xx"),
        ("/query/half", 200, "cut"),
        ("/sparql", 405, "4xx"),
    ]


def test_an_answer_without_a_body_has_no_bytes(tmp_path: Path) -> None:
    async def asked() -> Watched:
        async with watched(tmp_path) as app:
            response = await app.client.head("/sparql")
            assert response.headers["content-length"] == "4"
        return app

    app = asyncio.run(asked())
    assert app.counted() == {("/sparql", "HEAD", "2xx"): 1}
    assert [line["bytes"] for line in app.written()] == [0]


def test_a_client_that_left_is_no_success(tmp_path: Path) -> None:
    async def asked() -> Watched:
        async with watched(tmp_path) as app:
            _, writer = await asyncio.open_connection("127.0.0.1", app.port)
            writer.write(b"GET /query/patient HTTP/1.1\r\nHost: e.org\r\n\r\n")
            await writer.drain()
            # The other request is answered, so that the first has reached the app by now.
            await app.client.get("/nowhere")
            writer.close()
            await writer.wait_closed()
            async with asyncio.timeout(10):
                while ("/query/patient", "GET", "client_left") not in app.counted():
                    await asyncio.sleep(0.01)
        return app

    app = asyncio.run(asked())
    assert [line["outcome"] for line in app.written()] == ["client_left"]


def test_an_app_that_fails_before_it_answers_is_counted_as_failed() -> None:
    async def failing(scope: Any, receive: Any, send: Any) -> None:
        raise ZeroDivisionError

    async def silent(scope: Any, receive: Any, send: Any) -> None:
        return

    async def ends(app: Any) -> str:
        metrics = Metrics()
        transport = httpx.ASGITransport(Observe(app, metrics), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://e.org") as client:
            # That is how this transport says that nothing was answered.
            with contextlib.suppress(AssertionError):
                await client.get("/")
        return metrics.render()[0].decode()

    counted = 'aifkg_requests_total{method="GET",outcome="%s",route="unmatched"} 1.0'
    assert counted % "5xx:internal" in asyncio.run(ends(failing))
    assert counted % "cut" in asyncio.run(ends(silent))


def test_the_server_writes_a_line_for_each_query(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with running(tmp_path, AIFKG_LOG_QUERIES="true") as server:
        server.client.get("/sparql", params={"query": "ASK {}"}, headers={"X-Request-Id": _ID})
        server.client.get("/sparql", params={"query": "ASK {"})
        server.client.get("/version")
    asked, refused = (json.loads(line) for line in capfd.readouterr().err.splitlines())
    assert (asked["id"], asked["text"], asked["outcome"]) == (_ID, "ASK {}", "2xx")
    assert (refused["text"], refused["status"], refused["outcome"]) == (
        "ASK {",
        400,
        "4xx:query-syntax",
    )
    assert "client" not in asked


def test_the_server_writes_nothing_where_it_is_told_so(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with running(tmp_path, AIFKG_LOG="off") as server:
        server.client.get("/sparql", params={"query": "ASK {}"})
    assert capfd.readouterr().err == ""


def test_a_problem_names_the_request(server: Running) -> None:
    response = server.client.get("/sparql?timeout=1", headers={"X-Request-Id": _ID})
    assert response.json()["request_id"] == response.headers["x-request-id"] == _ID
