"""The dump: the snapshot's own file, whole or in part; the graph that every answer is from."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import Mapping
from io import BufferedReader

from fastapi import Request, Response
from starlette.types import Receive, Scope, Send

from aifkg.engine import BY_NAME
from aifkg.web import freshness, span
from aifkg.web.problem import Problem
from aifkg.web.served import Served
from aifkg.web.span import NotSatisfiable, Span

_CHUNK = 1 << 18
_SEEN: dict[str, tuple[int, ...]] = {}
"""The state in which the file of a snapshot was last seen to have its hash."""


async def dump(request: Request) -> Response:
    """Answer the file, the part of it that Range asks for, or 304 to a client that holds it."""
    served: Served = request.app.state.served
    headers = {
        **freshness.headers(served.sha256),
        "Accept-Ranges": "bytes",
        "Content-Disposition": f'attachment; filename="aifkg-{served.sha256[:12]}.nq"',
    }
    if freshness.is_held(request, headers):
        return Response(status_code=304, headers=headers)
    file = await asyncio.to_thread(_opened, served)
    try:
        size = os.fstat(file.fileno()).st_size
        part = _asked(request, headers["ETag"], size)
    except BaseException:
        file.close()
        raise
    return _Part(file, part, headers)


class _Part(Response):
    """Bytes of a file, read as the client takes them; the file is closed when they are sent."""

    media_type = BY_NAME["nquads"].media_type

    def __init__(self, file: BufferedReader, part: Span, headers: Mapping[str, str]) -> None:
        whole = part.length == part.size
        more = {} if whole else {"Content-Range": part.content_range}
        length = {"Content-Length": str(part.length)}
        super().__init__(None, 200 if whole else 206, {**headers, **more, **length})
        self._file = file
        self._part = part

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        start = {"status": self.status_code, "headers": self.raw_headers}
        with self._file as file:
            await send({"type": "http.response.start", **start})
            if scope["method"] != "HEAD":
                await self._send_body(file.fileno(), send)
            await send({"type": "http.response.body", "body": b""})

    async def _send_body(self, descriptor: int, send: Send) -> None:
        """Send the bytes; raise EOFError where the file was cut short, so that none takes it whole.

        They are read at their place, not at the file's own, which others may share.
        """
        at = self._part.start
        while at < self._part.end:
            most = min(_CHUNK, self._part.end - at)
            chunk = await asyncio.to_thread(os.pread, descriptor, most, at)
            if not chunk:
                raise EOFError(f"the snapshot's file ends at byte {at} of {self._part.end}")
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
            at += len(chunk)


def _asked(request: Request, tag: str, size: int) -> Span:
    """Return the part that is asked for; one of another file than this is none (If-Range)."""
    header = request.headers.get("range") if request.method == "GET" else None
    if request.headers.get("if-range", tag) != tag:
        header = None
    try:
        return span.asked(header, size) or Span(0, size, size)
    except NotSatisfiable as error:
        detail = f'No byte of the snapshot is in the range "{str(header)[:40]}": {error}.'
        raise Problem(
            416,
            "range",
            "The range is outside the file",
            detail,
            headers={"Content-Range": f"bytes */{size}"},
        ) from error


def _opened(served: Served) -> BufferedReader:
    """Return the snapshot's file, open; raise Problem where it is not the one that was loaded."""
    try:
        file = served.offer.snapshot.open("rb")
    except OSError as error:
        raise _gone(str(error.strerror)) from error
    if _is_loaded(file, served.sha256):
        return file
    file.close()
    raise _gone("it has other bytes than when it was loaded")


def _is_loaded(file: BufferedReader, sha256: str) -> bool:
    """Whether a file has this hash; it is read once for each state of the file."""
    seen = os.fstat(file.fileno())
    state = (seen.st_dev, seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns)
    if _SEEN.get(sha256) == state:
        return True
    is_same = hashlib.file_digest(file, "sha256").hexdigest() == sha256
    if is_same:
        _SEEN.clear()
        _SEEN[sha256] = state
    return is_same


def _gone(reason: str) -> Problem:
    detail = f"The file of the snapshot cannot be sent: {reason}. Queries are answered as before."
    return Problem(503, "unavailable", "The snapshot's file is not available", detail)
