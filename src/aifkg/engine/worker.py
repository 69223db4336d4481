"""A worker: answers one query at a time from its socket until the other end is closed."""

from __future__ import annotations

import json
import socket
from typing import Any

from aifkg.engine.coding import packed
from aifkg.engine.errors import EngineError, QueryFailed, ResultTooLarge
from aifkg.engine.formats import fitting
from aifkg.engine.store import EmbeddedEngine
from aifkg.engine.wire import (
    LENGTHS,
    Limits,
    Request,
    Written,
    pack_error,
    pack_written,
    read_request,
)

_PIECE = 1 << 18


def work(engine: EmbeddedEngine, connection: socket.socket) -> None:
    """Answer until the connection ends."""
    while True:
        head = _receive(connection)
        if head is None:
            return
        connection.sendall(_reply(engine, head))


def _reply(engine: EmbeddedEngine, head: dict[str, Any]) -> bytes:
    try:
        return pack_written(_written(engine, *read_request(head)))
    except EngineError as error:
        return pack_error(error)
    except (ValueError, RecursionError) as error:
        return pack_error(QueryFailed(f"The query could not be evaluated: {error}."))


def _written(engine: EmbeddedEngine, request: Request, limits: Limits) -> Written:
    query = engine.admit(request.sparql)
    format_ = fitting(query.form, request.formats)
    body, rows = engine.write(
        query,
        format_,
        bindings=request.bindings,
        dataset=request.dataset,
        limit_bytes=limits.bytes,
    )
    if rows > limits.rows:
        raise ResultTooLarge.past(limits.rows, "rows")
    body, coding = packed(body, request.coding)
    return Written(format_, body, rows, coding)


def _receive(connection: socket.socket) -> dict[str, Any] | None:
    """Return the head of the next request, or None where the connection ends before."""
    data = connection.recv(_PIECE)
    while data and len(data) < LENGTHS.size:
        data += _more(connection)
    if not data:
        return None
    size, _ = LENGTHS.unpack_from(data)
    parts, missing = [data[LENGTHS.size :]], LENGTHS.size + size - len(data)
    while missing > 0:
        part = _more(connection)
        parts.append(part)
        missing -= len(part)
    head: dict[str, Any] = json.loads(b"".join(parts))
    return head


def _more(connection: socket.socket) -> bytes:
    """Return what comes next; raise ConnectionError where nothing more does."""
    part = connection.recv(_PIECE)
    if not part:
        raise ConnectionResetError
    return part
