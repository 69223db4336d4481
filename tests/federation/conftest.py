"""An endpoint on a free loopback port that answers with whatever bytes a test gives it."""

from __future__ import annotations

import asyncio
import json
import socketserver
import ssl
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import parse_qs

import pytest

from aifkg.engine import EmbeddedEngine
from aifkg.federation import Federation, Policy
from tests.engine.conftest import SMALL

RESULTS = "application/sparql-results+json"


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    line: str
    headers: dict[str, str]
    body: str

    @property
    def query(self) -> str:
        (query,) = parse_qs(self.body, strict_parsing=True)["query"]
        return query


@dataclass
class Remote:
    """A server that writes the pieces of an answer as they come, and keeps what it was asked."""

    pieces: Iterable[bytes] = ()
    asked: list[Asked] = field(default_factory=list)
    port: int = 0
    began: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def iri(self) -> str:
        return f"http://127.0.0.1:{self.port}/sparql"


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    remote: Remote
    tls: ssl.SSLContext | None = None

    def get_request(self) -> Any:
        connection, address = super().get_request()
        if self.tls is None:
            return connection, address
        return self.tls.wrap_socket(connection, server_side=True), address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: that a client goes away is what is tested."""


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        remote = cast(_Server, self.server).remote
        line, *lines = iter(lambda: self.rfile.readline().decode("latin-1").rstrip("\r\n"), "")
        headers = {
            name.lower(): value.strip() for name, _, value in (h.partition(":") for h in lines)
        }
        body = self.rfile.read(int(headers.get("content-length", 0))).decode()
        remote.asked.append(Asked(line, headers, body))
        remote.began.set()
        try:
            for piece in remote.pieces:
                self.wfile.write(piece)
        finally:
            remote.ended.set()


@contextmanager
def serving(
    pieces: Iterable[bytes] = (), host: str = "127.0.0.1", tls: ssl.SSLContext | None = None
) -> Iterator[Remote]:
    with _Server((host, 0), _Handler) as server:
        server.tls = tls
        server.remote = remote = Remote(pieces, port=server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield remote
        finally:
            server.shutdown()
            thread.join()


def reply(body: bytes, status: str = "200 OK", **headers: str) -> list[bytes]:
    """Return the pieces of an answer with a length; a header may be given anew or, as "", none."""
    given = {"Content-Type": RESULTS, "Content-Length": str(len(body))}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in given.items() if value)
    return [f"HTTP/1.1 {status}\r\n{lines}\r\n".encode(), body]


def results(*rows: Mapping[str, object], variables: Iterable[str] = ("s", "o")) -> bytes:
    """Return a result in SPARQL JSON."""
    head = {"vars": list(variables)}
    return json.dumps({"head": head, "results": {"bindings": rows}}).encode()


def iri(value: str) -> dict[str, object]:
    return {"type": "uri", "value": value}


def literal(value: str, **more: object) -> dict[str, object]:
    named = {name.replace("_", ":"): part for name, part in more.items()}
    return {"type": "literal", "value": value, **named}


def run(query: str, policy: Policy, *, limit: float = 20, **more: Any) -> str:
    """Federate, with so many seconds for the query."""
    return asyncio.run(Federation(policy, **more).federate(query, limit=limit))


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedEngine:
    path = tmp_path_factory.mktemp("federation") / "snapshot.nq"
    path.write_text(SMALL, encoding="utf-8")
    return EmbeddedEngine.open(path)


@pytest.fixture
def remote() -> Iterator[Remote]:
    with serving() as remote:
        yield remote
