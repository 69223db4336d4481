"""A server whose queries ask another endpoint: few at a time, on the budget of who asks."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from aifkg.federation import Policy
from tests.federation.conftest import Remote, reply, results, serving
from tests.web.conftest import Running, running
from tests.web.test_sparql import problem


@dataclass
class After:
    """An answer that is given once something has happened, to each who asks."""

    happened: Callable[[], object]

    def __iter__(self) -> Iterator[bytes]:
        self.happened()
        yield from reply(results())


@contextmanager
def federating(folder: Path, **environment: str) -> Iterator[tuple[Running, Remote]]:
    """Serve beside an endpoint that may be asked; clients name themselves."""
    with serving() as remote:
        given = {
            "AIFKG_WORKERS": "1",
            "AIFKG_FEDERATION": remote.iri,
            "AIFKG_FEDERATION_TIMEOUT": "20",
            "AIFKG_TRUSTED_PROXIES": "127.0.0.1",
            **environment,
        }
        with running(folder, **given) as server:
            yield server, remote


def asked(server: Running, remote: Remote, client: str = "", wait: float = 30) -> httpx.Response:
    data = {"query": f"SELECT * {{ SERVICE <{remote.iri}> {{ ?s ?p ?o }} }}", "timeout": "20"}
    headers = {"X-Forwarded-For": client or "10.0.0.1"}
    return httpx.post(f"{server.address}sparql", data=data, headers=headers, timeout=wait)


def test_few_queries_ask_others_at_once_and_past_a_short_line_it_is_busy(tmp_path: Path) -> None:
    policy, begun, answer = Policy(), threading.Semaphore(0), threading.Event()
    many = policy.most_at_once + policy.most_waiting

    def answered() -> None:
        begun.release()
        answer.wait(20)

    with federating(tmp_path) as (server, remote), ThreadPoolExecutor(many + 2) as clients:
        remote.pieces = After(answered)
        names = [f"10.0.0.{i}" for i in range(many + 2)]
        answers = as_completed(clients.submit(asked, server, remote, name) for name in names)
        for _ in range(2):
            refused = next(answers).result()
            detail = problem(refused, 503, "busy")["detail"]
            assert detail == "16 queries wait to ask other endpoints already, the most that may."
            assert refused.headers["Retry-After"] == "1"
        assert all(begun.acquire(timeout=10) for _ in range(policy.most_at_once))
        assert len(remote.asked) == policy.most_at_once
        # What asks nobody is answered all the same.
        assert server.client.get("/sparql", params={"query": "ASK {}"}).status_code == 200
        answer.set()
        assert [one.result().status_code for one in answers] == [200] * many


def test_the_time_that_others_take_is_the_clients(tmp_path: Path) -> None:
    with federating(tmp_path, AIFKG_BUDGET_SECONDS="1") as (server, remote):
        remote.pieces = After(lambda: time.sleep(1.5))
        first = asked(server, remote)
        assert first.headers["RateLimit"].startswith('"query-seconds";r=0;')
        assert "Retry-After" in first.headers
        problem(first, 429, "budget-spent")
        problem(asked(server, remote), 429, "budget-spent")
        assert len(remote.asked) == 1
        assert asked(server, remote, "10.0.0.2").headers["RateLimit"]
        assert len(remote.asked) == 2


def test_a_long_query_that_only_has_the_word_is_answered_and_held(tmp_path: Path) -> None:
    query = f"ASK {{}} # SERVICE {'x' * 5_000}"
    with federating(tmp_path) as (server, remote):
        answers = [server.client.get("/sparql", params={"query": query}) for _ in range(2)]
        assert [one.status_code for one in answers] == [200, 200]
        assert answers[0].headers["ETag"] == answers[1].headers["ETag"]
        assert "cache;desc=hit" in answers[1].headers["Server-Timing"]
        known = {"If-None-Match": answers[0].headers["ETag"]}
        same = server.client.get("/sparql", params={"query": query}, headers=known)
        assert same.status_code == 304
        assert not remote.asked


def test_nobody_is_asked_any_more_for_a_client_that_left(tmp_path: Path) -> None:
    left = threading.Event()

    def endless() -> Iterator[bytes]:
        yield reply(b"", Content_Length="1000000")[0]
        while not left.wait(0.02):
            yield b" "

    with federating(tmp_path) as (server, remote):
        remote.pieces = endless()
        with pytest.raises(httpx.ReadTimeout):
            asked(server, remote, wait=0.5)
        ended = remote.ended.wait(8)
        left.set()
        assert ended
