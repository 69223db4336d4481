"""Health: the process lives, and queries are answered or it is said why not."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from aifkg.web import Settings, create_app
from tests.web.conftest import Running, running
from tests.web.test_app import children
from tests.web.test_sparql import problem

PATHS = ("/health", "/health/ready", "/health/live")
_HEAVY = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?a ?b ?c . ?d ?e ?f . ?h ?i ?j } }"


@pytest.mark.parametrize("path", ["/health", "/health/ready"])
def test_a_server_that_answers_queries_is_ready(client: httpx.Client, path: str) -> None:
    response = client.get(path)
    assert response.json() == {"status": "ok", "triples": 3_007}
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", PATHS)
def test_head_is_answered_wherever_get_is(client: httpx.Client, path: str) -> None:
    response = client.head(path)
    assert (response.status_code, response.content) == (200, b"")


def asked(app: FastAPI, path: str) -> httpx.Response:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://e.org") as client:
            return await client.get(path)

    return asyncio.run(ask())


def test_a_process_lives_before_it_has_a_graph() -> None:
    response = asked(create_app(Settings()), "/health/live")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_a_server_without_a_graph_is_not_ready() -> None:
    response = asked(create_app(Settings()), "/health/ready")
    content = problem(response, 503, "not-ready")
    assert content["detail"] == "The graph is not loaded yet."
    assert response.headers["retry-after"] == "1"


def evaluators(server: Running) -> list[int]:
    """Return the processes that evaluate: those that the zygote has forked."""
    own = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text(encoding="ascii")
    return [pid for pid in children(server.pid) if pid not in map(int, own.split())]


@contextmanager
def stopped(pids: list[int]) -> Iterator[None]:
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    yield
    for pid in pids:
        if Path(f"/proc/{pid}").exists():
            os.kill(pid, signal.SIGCONT)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_evaluators_that_hang_are_found_by_one_query_for_all_who_ask(tmp_path: Path) -> None:
    with running(tmp_path, AIFKG_WORKERS="1") as server:
        before = evaluators(server)
        assert before
        with stopped(before), ThreadPoolExecutor(20) as threads:
            answers = list(threads.map(lambda _: server.client.get("/health/ready"), range(20)))
            assert server.client.get("/health/live").status_code == 200
            after = evaluators(server)
        content = problem(answers[0], 503, "not-ready")
        assert "got no answer" in str(content["detail"])
        assert {answer.status_code for answer in answers} == {503}
        assert len(set(before) - set(after)) == 1


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_a_server_all_of_whose_evaluators_are_taken_stays_ready(tmp_path: Path) -> None:
    with running(tmp_path) as server, ThreadPoolExecutor(8) as threads:
        heavy = [
            threads.submit(server.client.get, "/sparql", params={"query": _HEAVY, "timeout": 4})
            for _ in range(8)
        ]
        asked = 0
        while not all(one.done() for one in heavy):
            response = server.client.get("/health/ready")
            assert response.status_code == 200, response.text
            assert response.json()["status"] in ("ok", "busy")
            asked += 1
        assert asked > 1
        assert {one.result().status_code for one in heavy} == {503}
