"""Floods: light queries are answered beside heavy ones, however many there are."""

from __future__ import annotations

import socket
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path

import pytest

from tests.hostile.conftest import QUADS
from tests.hostile.test_requests import get
from tests.hostile.wellness import Patient, until
from tests.hostile.wire import answers, exchanged, opened, slug
from tests.web.conftest import running
from tests.web.raw import Answer, Connection, target
from tests.web.test_sparql import HEAVY, LABEL, ROW

MANY = 200
OTHER = "127.0.0.2"
LIMIT_S = 3.0
NUMBERS = count()


def new(sparql: str) -> str:
    """Return the target of a query that nobody has asked yet."""
    return target(query=f"{sparql} #{next(NUMBERS)}")


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Patient]:
    """A server that does as much at once as one does by default."""
    limits = {"AIFKG_DEFAULT_TIMEOUT": f"{LIMIT_S:g}", "AIFKG_LOG": "off"}
    with running(tmp_path_factory.mktemp("usual"), QUADS, **limits) as server:
        yield Patient.of(server)


@contextmanager
def flood(server: Patient) -> Iterator[float]:
    """Ask many heavy queries at once, and see how they end; give the time at which they began."""
    with ExitStack() as stack:
        heavy = [stack.enter_context(Connection(server.address)) for _ in range(MANY)]
        began = time.monotonic()
        for line in heavy:
            line.send(line.request(new(HEAVY)))
        yield began
        ended = [line.answer() for line in heavy]
        # The promise itself: each ends within its limit and a second.
        assert time.monotonic() - began < LIMIT_S + 1
    assert Counter(answer.status for answer in ended) == {503: MANY}
    assert {slug(answer) for answer in ended} == {"query-timeout", "busy"}
    server.assert_well()


def test_light_queries_of_others_are_answered_beside_two_hundred_heavy_ones(
    usual: Patient,
) -> None:
    with flood(usual) as began, Connection(usual.address, source=OTHER) as light:
        asked = 0
        while time.monotonic() - began < LIMIT_S:
            asked_at = time.monotonic()
            answer = light.get(new(LABEL))
            assert (answer.status, answer.body) == (200, ROW), answer
            # The promise itself: within the limit that a query has.
            assert time.monotonic() - asked_at < LIMIT_S
            assert light.get("/health/live").status == 200
            asked += 1
        assert asked > 1


def test_a_flooding_client_still_has_pages_health_and_what_is_held(usual: Patient) -> None:
    held = new(LABEL)
    with Connection(usual.address) as light:
        # Each process holds its own answers; this connection is one's.
        assert light.get(held).status == 200
        with flood(usual) as began:
            while time.monotonic() - began < LIMIT_S:
                assert light.get(held).body == ROW
                for path in ("/", "/version", "/health", "/style.css"):
                    assert light.get(path).status == 200
                answer = light.get(new(LABEL))
                if answer.status != 200:
                    assert (answer.status, slug(answer)) == (503, "busy")
                    assert answer.headers["retry-after"] == "1"


def test_connections_past_the_bound_are_told_so(tmp_path: Path) -> None:
    limits = {"AIFKG_WORKERS": "1", "AIFKG_CONNECTIONS": "8", "AIFKG_LOG": "off"}
    with running(tmp_path, **limits) as running_server:
        server = Patient.of(running_server)
        with ExitStack() as stack:
            kept = [stack.enter_context(opened(server.address)) for _ in range(8)]
            for line in kept:
                assert asked_on(line).status == 200
            for _ in range(20):
                (refused,) = answers(exchanged(server.address))
                assert (refused.status, slug(refused)) == (503, "busy")
                assert refused.headers["retry-after"] == "1"
                assert b"8 connections" in refused.body
            for line in kept:
                assert asked_on(line).status == 200
        until(lambda: answers(exchanged(server.address, get(LABEL, last=True)))[0].status == 200)
        server.assert_well()


def asked_on(line: socket.socket) -> Answer:
    """Return the answer to a light query on a connection that is kept."""
    line.sendall(get(LABEL))
    received = b""
    while not received.endswith(ROW):
        received += line.recv(65_536)
    (answer,) = answers(received)
    return answer


def test_a_budget_that_is_spent_is_told_and_others_have_theirs(tmp_path: Path) -> None:
    limits = {"AIFKG_WORKERS": "2", "AIFKG_BUDGET_SECONDS": "1", "AIFKG_LOG": "off"}
    with running(tmp_path, QUADS, **limits) as running_server:
        server = Patient.of(running_server)
        with Connection(server.address) as line:
            first = line.get(new(LABEL))
            assert first.headers["ratelimit-policy"] == '"query-seconds";q=1;w=60'
            assert line.get(f"{new(HEAVY)}&timeout=1.2").status == 503
        # Whichever process is asked, and in whoever's name.
        for number in range(12):
            named = {"X_Forwarded_For": f"192.0.2.{number}"} if number % 2 else {}
            with Connection(server.address) as line:
                spent = line.get(new(LABEL), **named)
                assert (spent.status, slug(spent)) == (429, "budget-spent")
                assert 0 < int(spent.headers["retry-after"]) <= 60
                assert spent.headers["ratelimit"].startswith('"query-seconds";r=0;t=')
                assert line.get("/health").status == 200
        with Connection(server.address, source=OTHER) as line:
            assert line.get(new(LABEL)).body == ROW
