"""A download: a file sent whole or in part, as long as it has the bytes that its hash names."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from io import BufferedReader
from pathlib import Path

from fastapi import Request, Response
from starlette.types import Receive, Scope, Send

from aifkg.web import freshness, span
from aifkg.web.problem import Problem
from aifkg.web.span import NotSatisfiable, Span

_CHUNK = 1 << 18
_MOST_SEEN = 256
_SEEN: dict[str, tuple[int, ...]] = {}
"""The state in which a file was last seen to have its hash."""


class Gone(Exception):
    """The file is not there, or not the one that was meant, and why."""


@dataclass(frozen=True, slots=True)
class Download:
    """A file, its hash and what it is called where it is saved."""

    path: Path
    sha256: str
    media_type: str
    filename: str
    modified: datetime | None

    @property
    def headers(self) -> dict[str, str]:
        """The headers of every answer about it; its tag is its hash."""
        headers = {
            **freshness.headers(self.sha256),
            "Accept-Ranges": "bytes",
            "Content-Disposition": f'attachment; filename="{self.filename}"',
        }
        if self.modified is not None:
            when = self.modified.astimezone(UTC).replace(microsecond=0)
            headers["Last-Modified"] = format_datetime(when, usegmt=True)
        return headers


async def send(request: Request, download: Download) -> Response:
    """Answer the file, the part of it that Range asks for, or 304 to a client that holds it.

    Raise Gone where it cannot be sent.
    """
    headers = download.headers
    if freshness.is_held(request, headers) or _is_unchanged(request, headers):
        return Response(status_code=304, headers=headers)
    file = await asyncio.to_thread(_opened, download)
    try:
        size = os.fstat(file.fileno()).st_size
        part = _asked(request, headers["ETag"], size)
    except BaseException:
        file.close()
        raise
    return Part(file, part, headers, download.media_type)


class Part(Response):
    """Bytes of a file, read as the client takes them; the file is closed when they are sent."""

    def __init__(
        self, file: BufferedReader, part: Span, headers: Mapping[str, str], media_type: str
    ) -> None:
        whole = part.length == part.size
        more = {} if whole else {"Content-Range": part.content_range}
        length = {"Content-Length": str(part.length)}
        status = 200 if whole else 206
        super().__init__(None, status, {**headers, **more, **length}, media_type)
        self._file = file
        self._part = part

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Send it."""
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
                raise EOFError(f"the file ends at byte {at} of {self._part.end}")
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
            at += len(chunk)


def _is_unchanged(request: Request, headers: Mapping[str, str]) -> bool:
    """Whether a client that knows no tag holds the file as it was last modified (RFC 9110)."""
    since = request.headers.get("if-modified-since")
    is_asked = since is not None and "if-none-match" not in request.headers
    if not is_asked or "Last-Modified" not in headers or request.method not in ("GET", "HEAD"):
        return False
    try:
        known = parsedate_to_datetime(since or "")
        return parsedate_to_datetime(headers["Last-Modified"]) <= known
    except (ValueError, TypeError, OverflowError):
        # What is no date is not heeded; nor is one without a zone, which is no HTTP date.
        return False


def _asked(request: Request, tag: str, size: int) -> Span:
    """Return the part that is asked for; one of another file than this is none (If-Range)."""
    header = request.headers.get("range") if request.method == "GET" else None
    if request.headers.get("if-range", tag) != tag:
        header = None
    try:
        return span.asked(header, size) or Span(0, size, size)
    except NotSatisfiable as error:
        detail = f'No byte is in the range "{str(header)[:40]}": {error}.'
        raise Problem(
            416,
            "range",
            "The range is outside the file",
            detail,
            headers={"Content-Range": f"bytes */{size}"},
        ) from error


def _opened(download: Download) -> BufferedReader:
    """Return the file, open; raise Gone where it is not the one that was meant."""
    try:
        file = download.path.open("rb")
    except OSError as error:
        raise Gone(str(error.strerror)) from error
    if _is_same(file, download.sha256):
        return file
    file.close()
    raise Gone("it has other bytes than when it was loaded")


def _is_same(file: BufferedReader, sha256: str) -> bool:
    """Whether a file has this hash; it is read once for each state of the file."""
    seen = os.fstat(file.fileno())
    state = (seen.st_dev, seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns)
    if _SEEN.get(sha256) == state:
        return True
    is_same = hashlib.file_digest(file, "sha256").hexdigest() == sha256
    if is_same:
        if len(_SEEN) >= _MOST_SEEN:
            _SEEN.clear()
        _SEEN[sha256] = state
    return is_same
