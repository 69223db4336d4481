"""A worker: answers one query at a time from its socket until the other end is closed."""

from __future__ import annotations

import json
import socket
from typing import Any

from aifkg.engine.errors import EngineError, QueryFailed
from aifkg.engine.store import EmbeddedEngine
from aifkg.engine.wire import LENGTHS, error_head, pack, read_request


def work(engine: EmbeddedEngine, connection: socket.socket) -> None:
    """Answer until the connection ends."""
    while True:
        head = _receive(connection)
        if head is None:
            return
        connection.sendall(_reply(engine, head))


def _reply(engine: EmbeddedEngine, head: dict[str, Any]) -> bytes:
    try:
        request, limit_bytes = read_request(head)
        body = engine.answer(
            request.sparql,
            request.format,
            bindings=request.bindings,
            dataset=request.dataset,
            limit_bytes=limit_bytes,
        )
    except EngineError as error:
        return pack(error_head(error))
    except (ValueError, RecursionError) as error:
        return pack(error_head(QueryFailed(f"The query could not be evaluated: {error}.")))
    return pack({}, body)


def _receive(connection: socket.socket) -> dict[str, Any] | None:
    lengths = _exactly(connection, LENGTHS.size)
    if lengths is None:
        return None
    size, _ = LENGTHS.unpack(lengths)
    head = _exactly(connection, size)
    return None if head is None else json.loads(head)


def _exactly(connection: socket.socket, size: int) -> bytes | None:
    """Return so many bytes, or None where the connection ends before."""
    parts: list[bytes] = []
    while size:
        part = connection.recv(min(size, 1 << 20))
        if not part:
            return None
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
