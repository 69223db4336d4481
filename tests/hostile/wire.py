"""Bytes to a server and back: what comes has to be HTTP to the letter, and each error a problem."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from tests.web.raw import Answer

_TIMEOUT_S = 20.0
_HEAD = re.compile(
    rb"HTTP/1\.1 ([1-5][0-9][0-9]) [ -~]+\r\n((?:[!#$%&'*+.^_`|~0-9A-Za-z-]+: [\t -~]*\r\n)*)\r\n"
)
_NO_BODY = (204, 304)


def opened(address: str, source: str = "") -> socket.socket:
    """Return a connection to a server."""
    parts = urlsplit(address)
    return socket.create_connection(
        (parts.hostname, parts.port), _TIMEOUT_S, source_address=(source, 0)
    )


def exchanged(address: str, *packets: bytes, leaves: bool = False) -> bytes:
    """Return all that a server answers to packets until it closes the connection.

    A client that leaves says that it sends no more, upon which a server may let go of it.
    """
    with opened(address) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            for packet in packets:
                line.sendall(packet)
            if leaves:
                line.shutdown(socket.SHUT_WR)
        except ConnectionError:
            # It was refused before it was whole; why is still there to be read.
            pass
        return _rest(line)


def answers(received: bytes, heads: Iterable[int] = ()) -> list[Answer]:
    """Return the answers in what was received; fail where it is not whole answers alone.

    `heads` are the places of those that have no body, being answers to HEAD.
    """
    found: list[Answer] = []
    while received:
        match = _HEAD.match(received)
        assert match, received[:200]
        status = int(match[1])
        lines = [line.split(b": ", 1) for line in match[2].split(b"\r\n")[:-1]]
        headers = {name.decode().lower(): value.decode() for name, value in lines}
        assert len(headers) == len(lines), lines
        received = received[match.end() :]
        if status == 100:
            continue
        is_bare = status in _NO_BODY or len(found) in heads
        size = 0 if is_bare else int(headers["content-length"])
        assert len(received) >= size, "an answer is cut"
        found.append(Answer(status, headers, received[:size]))
        received = received[size:]
        if status >= 400 and not is_bare:
            assert_problem(found[-1])
    return found


def assert_problem(answer: Answer) -> None:
    """See that an error is a problem document of RFC 9457."""
    assert answer.headers["content-type"] == "application/problem+json"
    content = json.loads(answer.body)
    assert content["status"] == answer.status
    assert content["type"].startswith("https://w3id.org/aifkg/problem/")
    assert content["title"]
    assert content["detail"].endswith(".")


def slug(answer: Answer) -> str:
    """Return which problem an answer tells of."""
    return str(json.loads(answer.body)["type"]).rpartition("/")[2]


def _rest(line: socket.socket) -> bytes:
    parts = []
    try:
        while part := line.recv(1 << 16):
            parts.append(part)
    except ConnectionResetError:
        # A connection that is closed with something unread is reset.
        pass
    return b"".join(parts)
