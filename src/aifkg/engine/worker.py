"""A worker: answers one query at a time from its socket until the other end is closed."""

from __future__ import annotations

import socket

from aifkg.engine.coding import packed
from aifkg.engine.counting import may_exceed
from aifkg.engine.counting import rows as count
from aifkg.engine.errors import EngineError, QueryFailed, ResultTooLarge
from aifkg.engine.formats import fitting
from aifkg.engine.store import EmbeddedEngine
from aifkg.engine.task import Task, Tasks
from aifkg.engine.wire import (
    LENGTHS,
    Limits,
    Request,
    Written,
    pack_error,
    pack_written,
    read_head,
)

_PIECE = 1 << 16
"""Bytes received at once: the C library would map a buffer much larger apart, for each query."""


def work(engine: EmbeddedEngine, tasks: Tasks, connection: socket.socket) -> None:
    """Answer until the connection ends."""
    while True:
        frame = _receive(connection)
        if frame is None:
            return
        for part in _reply(engine, tasks, *frame):
            connection.sendall(part)


def _reply(engine: EmbeddedEngine, tasks: Tasks, head: bytes, text: bytes) -> tuple[bytes, ...]:
    try:
        request, limits = read_head(head)
        if request.task:
            return pack_written(_done(tasks, text.decode(), request, limits))
        return pack_written(_written(engine, text.decode(), request, limits))
    except EngineError as error:
        return (pack_error(error),)
    except (ValueError, RecursionError) as error:
        return (pack_error(QueryFailed(f"The query could not be evaluated: {error}.")),)


def _written(engine: EmbeddedEngine, sparql: str, request: Request, limits: Limits) -> Written:
    query = engine.admit(sparql, again=bool(request.bindings))
    format_ = fitting(query.form, request.formats, as_quads=request.as_quads)
    body, rows = engine.write(
        query,
        format_,
        bindings=request.bindings,
        dataset=request.dataset,
        limit_bytes=limits.bytes,
        as_quads=request.as_quads,
    )
    if rows is None and (limits.are_counted or may_exceed(format_, body, limits.rows)):
        rows = count(format_, body)
    if rows is not None and rows > limits.rows:
        raise ResultTooLarge.past(limits.rows, "rows")
    body, coding = packed(body, request.coding)
    return Written(format_, body, rows, coding)


def _done(tasks: Tasks, text: str, request: Request, limits: Limits) -> Written:
    if request.task not in tasks:
        raise QueryFailed(f'There is no task "{request.task}" here.')
    body = _outcome(tasks[request.task], text)
    if len(body) > limits.bytes:
        raise ResultTooLarge.past(limits.bytes, "bytes")
    body, coding = packed(body, request.coding)
    return Written(request.formats[0], body, None, coding)


def _outcome(task: Task, text: str) -> bytes:
    """Return what a task makes of a text; what fails there costs no worker, but for memory."""
    try:
        return task(text)
    except (EngineError, MemoryError):
        raise
    except Exception as error:
        what = f"{type(error).__name__}: {error}"
        raise QueryFailed(f"The task could not be done: {what}.") from error


def _receive(connection: socket.socket) -> tuple[bytes, bytes] | None:
    """Return head and body of the next frame, or None where the connection ends before."""
    data = connection.recv(_PIECE)
    while data and len(data) < LENGTHS.size:
        data += _more(connection)
    if not data:
        return None
    head, body = LENGTHS.unpack_from(data)
    parts, missing = [data], LENGTHS.size + head + body - len(data)
    while missing > 0:
        part = _more(connection)
        parts.append(part)
        missing -= len(part)
    whole = data if len(parts) == 1 else b"".join(parts)
    start = LENGTHS.size + head
    return whole[LENGTHS.size : start], whole[start:]


def _more(connection: socket.socket) -> bytes:
    """Return what comes next; raise ConnectionError where nothing more does."""
    part = connection.recv(_PIECE)
    if not part:
        raise ConnectionResetError
    return part
