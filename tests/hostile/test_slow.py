"""Slow clients: each has its time, and all of them together take nobody else's."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Callable, Iterator

import pytest

from tests.hostile.test_requests import POSTED, get
from tests.hostile.wellness import Patient
from tests.hostile.wire import answers, opened, slug
from tests.web.test_watch import established

MANY = 100
# The time for a request, a second until that is looked at, and one in which it may linger.
DEADLINE_S = 1 + 1 + 1 + 1
WIDE = f'SELECT ("{"x" * 1_000}" AS ?x) {{ ?s ?p ?o }} LIMIT 900'


@contextlib.contextmanager
def crowd(server: Patient, many: int = MANY) -> Iterator[list[socket.socket]]:
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(opened(server.address)) for _ in range(many)]


def drip(lines: list[socket.socket], piece: Callable[[int], bytes], server: Patient) -> list[bytes]:
    """Send each connection a piece at a time until all are ended; return what each received."""
    received = [b""] * len(lines)
    left = dict(enumerate(lines))
    began, turn = time.monotonic(), 0
    for line in lines:
        line.setblocking(False)
    while left:
        # The promise itself: who takes longer than the time for a request is ended.
        assert time.monotonic() - began < DEADLINE_S
        for number, line in list(left.items()):
            try:
                if part := piece(turn):
                    line.send(part)
                more = line.recv(65_536)
                received[number] += more
                ended = not more
            except BlockingIOError:
                continue
            except OSError:
                ended = True
            if ended:
                del left[number]
        server.asks_light()
        turn += 1
    return received


def test_heads_that_drip_are_ended_while_others_are_answered(server: Patient) -> None:
    request = get("ASK {}", "X-Long: " + "a" * 10_000)
    with crowd(server) as lines:
        received = drip(lines, lambda turn: request[turn : turn + 1], server)
    late = [answers(one)[0] for one in received if one]
    assert late
    assert {(answer.status, slug(answer)) for answer in late} == {(408, "request-timeout")}


def test_bodies_that_drip_are_ended_while_others_are_answered(server: Patient) -> None:
    head = POSTED + b"Content-Length: 100000\r\n\r\n"
    with crowd(server) as lines:
        received = drip(lines, lambda turn: b"#" if turn else head, server)
    late = [answers(one)[0] for one in received if one]
    assert late
    assert {(answer.status, slug(answer)) for answer in late} == {(408, "request-timeout")}


def test_connections_that_send_nothing_are_ended(server: Patient) -> None:
    with crowd(server) as lines:
        assert drip(lines, lambda turn: b"", server) == [b""] * MANY


def test_connections_that_send_empty_lines_are_ended(server: Patient) -> None:
    with crowd(server) as lines:
        assert drip(lines, lambda turn: b"\r\n", server) == [b""] * MANY


@pytest.mark.parametrize("line", ["Accept: text/csv", "X-Ordinary: 1"])
def test_clients_that_read_nothing_are_ended_while_others_are_answered(
    server: Patient, line: str
) -> None:
    with crowd(server, 20) as lines:
        for number, one in enumerate(lines):
            one.setblocking(False)
            wide = get(f"{WIDE} #{number % 3}", line)
            with contextlib.suppress(BlockingIOError):
                one.send(wide * 50)
        began = time.monotonic()
        while established(server.running) > 1:
            # They have three times as long to read something as they have to send a request.
            assert time.monotonic() - began < 3 + DEADLINE_S
            server.asks_light()
