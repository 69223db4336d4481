"""Clients that leave, and processes that are killed: what is lost is one answer at most."""

from __future__ import annotations

import os
import signal
import time
from itertools import count

import pytest

from tests.hostile.test_requests import get
from tests.hostile.wellness import Patient, lives, until
from tests.hostile.wire import answers, exchanged, opened, slug
from tests.web.raw import Connection, target
from tests.web.test_sparql import HEAVY, LABEL, ROW

COUNT = "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
NUMBERS = count()


def heavy() -> str:
    return f"{HEAVY} #{next(NUMBERS)}"


@pytest.mark.parametrize("line", ["Accept: */*", "Accept: text/html", "X-Ordinary: 1"])
def test_a_client_that_leaves_stops_its_query(server: Patient, line: str) -> None:
    client = opened(server.address)
    client.sendall(get(heavy(), line))
    until(lambda: server.at_work)
    left_at = time.monotonic()
    (evaluator,) = server.at_work
    client.close()
    until(lambda: not lives(evaluator))
    # Well before its limit of two seconds, or it would not be the leaving that stopped it.
    assert time.monotonic() - left_at < 1


def test_clients_that_leave_at_once_leave_nothing_behind(server: Patient) -> None:
    for _ in range(100):
        with opened(server.address) as client:
            client.sendall(get(heavy()))
    server.asks_light()


def test_an_evaluator_that_is_killed_at_rest_is_missed_by_nobody(server: Patient) -> None:
    killed = server.evaluators
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
        until(lambda pid=pid: not lives(pid))  # type: ignore[misc]
        server.asks_light()
    until(lambda: not set(killed) & set(server.evaluators))


def test_an_evaluator_that_is_killed_at_work_costs_its_query_alone(server: Patient) -> None:
    with Connection(server.address) as line:
        line.send(line.request(target(query=heavy())))
        until(lambda: server.at_work)
        (evaluator,) = server.at_work
        os.kill(evaluator, signal.SIGKILL)
        server.asks_light()
        answer = line.answer()
    assert (answer.status, slug(answer)) == (503, "query-ended")
    assert answer.headers["retry-after"] == "1"
    assert b"SIGKILL" in answer.body


def test_a_zygote_that_is_killed_is_replaced_with_the_same_graph(server: Patient) -> None:
    with Connection(server.address) as line:
        before = line.get(target(query=f"{COUNT} #{next(NUMBERS)}"))
    (zygote,) = server.zygotes
    os.kill(zygote, signal.SIGKILL)
    refused = 0
    while not server.zygotes or server.zygotes == [zygote]:
        found = answers(exchanged(server.address, get(f"{LABEL} #{next(NUMBERS)}", last=True)))
        refused += found[0].status != 200
        assert found[0].status == 200 or slug(found[0]) in ("busy", "query-ended")
    server.assert_well()
    with Connection(server.address) as line:
        after = line.get(target(query=f"{COUNT} #{next(NUMBERS)}"))
    assert (after.body, after.headers["etag"]) == (before.body, before.headers["etag"])


def test_a_front_that_is_killed_drops_its_own_connections_alone(server: Patient) -> None:
    killed, kept = server.fronts
    lines = [Connection(server.address) for _ in range(16)]
    for line in lines:
        assert line.get(target(query=LABEL)).body == ROW
    evaluators = set(server.evaluators)
    os.kill(killed, signal.SIGKILL)
    until(lambda: not lives(killed))
    dropped = 0
    for line in lines:
        try:
            assert line.get(target(query=f"{LABEL} #{next(NUMBERS)}")).body == ROW
        except ConnectionError:
            dropped += 1
        with line:
            pass
    assert 0 < dropped < len(lines)
    until(lambda: len(server.fronts) == 2)
    assert kept in server.fronts
    # Those of the other front live on; its own ended with it.
    server.assert_well()
    assert len(evaluators & set(server.evaluators)) == len(evaluators) // 2
