"""A guarded connection: uvicorn's, with bounds on what a client may send and how slowly."""

from __future__ import annotations

import asyncio
from typing import Any

from httptools import HttpParserError, HttpParserUpgrade, HttpRequestParser
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from aifkg.web.problem import Problem
from aifkg.web.watch import Watch

_MOST_HEAD = 65_535
"""Bytes that a request may have beside its body: the parser reads no longer URL."""
_MOST_FIELDS = 128
_MOST_HELD = 64 << 10
_PIECE = 4_096
"""Bytes that are parsed at once: a few requests, however many a client sends without waiting."""
_IDLE_S = 75.0
_LEAST_READ = 256 << 10
"""Bytes of an answer that a client reads at least in three times what it has for a request."""
_LINGER_S = 1.0
"""How long a client that was refused may go on sending: it reads the answer after that."""


class Guarded(HttpToolsProtocol):
    """A connection whose client has to send, and read, in time."""

    def __init__(self, watch: Watch, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.watch = watch
        self._in_request = False
        self._in_head = False
        self._beside_body = 0
        self._began = 0.0
        self._touched = 0.0
        self.paused_at = 0.0
        self._unread = 0
        self._held = b""
        self._refusal: Problem | None = None
        self._ended = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take the connection, unless there are too many."""
        super().connection_made(transport)
        self.watch.begin(self.loop, self.server_state)
        self._began = self._touched = self.loop.time()
        if len(self.connections) > self.watch.most:
            detail = f"There are {self.watch.most:,} connections already, the most that may be."
            later = {"Retry-After": "1"}
            self._say(Problem(503, "busy", "The server is busy", detail, headers=later))
            transport.close()

    @property
    def unread(self) -> int:
        """Bytes of answers that the client has not taken."""
        return 0 if self.transport.is_closing() else self.transport.get_write_buffer_size()

    @property
    def is_answering(self) -> bool:
        """Whether the express lane has an answer on its way."""
        return False

    def request_received(self, data: bytes) -> bool:
        """Answer a request that is whole; return False where it is to go the ordinary way."""
        raise NotImplementedError

    def touch(self) -> None:
        """Note that the client has sent what it had to."""
        self._touched = self.watch.now
        self._began = 0.0

    def data_received(self, data: bytes) -> None:
        """Hold what comes too early; let the express lane have what is whole."""
        if self._ended:
            return
        if self._held or self._has_to_wait():
            self._hold(data)
            return
        is_next = not self._in_request and len(data) <= _MOST_HEAD
        if is_next and data.endswith(b"\r\n\r\n") and self.request_received(data):
            return
        for start in range(0, len(data), _PIECE):
            if self._has_to_wait():
                self._hold(data[start:])
                return
            self._parse(data[start : start + _PIECE])

    def resume(self) -> None:
        """Go on with what was held."""
        data, self._held = self._held, b""
        if not self._is_over:
            self.flow.resume_reading()
            if data:
                self.data_received(data)

    def pause_writing(self) -> None:
        """Take nothing more from a client that does not read."""
        super().pause_writing()
        self.paused_at = self.loop.time()
        self._unread = self.unread

    def resume_writing(self) -> None:
        """Take more again."""
        super().resume_writing()
        self.paused_at = 0.0
        self._resume_soon()

    def on_response_complete(self) -> None:
        """Go on with what came after a request, now that it is answered."""
        super().on_response_complete()
        if self._is_idle:
            if self._refusal is not None:
                self._end_with(self._refusal)
            self._resume_soon()

    def timeout_keep_alive_handler(self) -> None:
        """Leave idle connections to the sweep, which knows of the express lane."""

    def on_message_begin(self) -> None:
        """Note that a request has begun."""
        super().on_message_begin()
        self._in_request = self._in_head = True
        self._beside_body = 0
        self._began = self.loop.time()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header, unless there are too many; nothing is kept of what follows a body."""
        if not self._in_head:
            return
        if len(self.headers) == _MOST_FIELDS:
            self._end_in_turn(_too_large(f"has at most {_MOST_FIELDS} header fields"))
            raise HttpParserError
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Note that its head is whole."""
        if self.parser.should_upgrade():
            if self.parser.get_method() == b"CONNECT":
                raise HttpParserError
            # The parser is about to stop, and to take the body for another protocol's.
            return
        super().on_headers_complete()
        self._in_head = False

    def on_body(self, body: bytes) -> None:
        """Leave the body to the app, which has a bound for it."""
        self._beside_body -= len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Note that all of it is there."""
        if self.parser.should_upgrade():
            return
        super().on_message_complete()
        self._in_request = False
        self.touch()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP."""
        self._end_in_turn(Problem(400, "http", "The request is not HTTP", msg))

    def end_if_stalled(self, now: float) -> None:
        """End the connection where its client has had its time."""
        if self.transport.is_closing():
            return
        if self._ended:
            if now - self._ended > _LINGER_S:
                self.transport.abort()
        elif self.paused_at:
            self._end_if_unread(now)
        elif self._began:
            if now - self._began > self.watch.request_s:
                self._end_late()
        elif not self.is_answering and self._is_idle and now - self._touched > _IDLE_S:
            self.transport.close()

    @property
    def _is_idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    @property
    def _is_over(self) -> bool:
        return self._ended > 0 or self.transport.is_closing()

    @property
    def _in_body(self) -> bool:
        return self._in_request and not self._in_head

    def _has_to_wait(self) -> bool:
        """Whether what comes now comes before what came earlier is answered."""
        is_asked = not self._in_request and not self._is_idle
        return self.is_answering or is_asked or bool(self.pipeline) or self.paused_at > 0

    def _hold(self, data: bytes) -> None:
        self._held += data
        if len(self._held) > _MOST_HELD:
            self.flow.pause_reading()

    def _resume_soon(self) -> None:
        if self._held:
            self.loop.call_soon(self.resume)

    def _parse(self, data: bytes) -> None:
        if self._refusal is None and not self._is_over:
            try:
                self.parser.feed_data(data)
            except HttpParserUpgrade as upgrade:
                self._stay(data[upgrade.args[0] :])
            except HttpParserError:
                self.send_400_response("Invalid HTTP request received.")
            self._beside_body += len(data)
            if self._in_request and self._beside_body > _MOST_HEAD:
                self._end_in_turn(_too_large(f"has at most {_MOST_HEAD:,} bytes; POST the query"))

    def _stay(self, rest: bytes) -> None:
        """Read a request that asks for another protocol as one that does not (RFC 9110, 7.8)."""
        method, version = self.parser.get_method(), self.parser.get_http_version().encode()
        fields = [b"%b: %b" % field for field in self.headers if field[0] != b"upgrade"]
        head = b"\r\n".join((b"%b %b HTTP/%b" % (method, self.url, version), *fields, b"", b""))
        self.parser = HttpRequestParser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)
        self._parse(head + rest)

    def _end_if_unread(self, now: float) -> None:
        """Abort where too little of an answer was read for too long."""
        if self.unread <= self._unread - _LEAST_READ:
            self._unread, self.paused_at = self.unread, now
        elif now - self.paused_at > self.watch.unread_s:
            self.transport.abort()

    def _end_late(self) -> None:
        if not self._in_request:
            self.transport.close()
        elif self._in_head and not self._is_idle:
            # What came of it since is held: its time begins when what came before is answered.
            self._began = self.watch.now
        else:
            detail = f"The request was not whole after {self.watch.request_s:g} s."
            self._end_in_turn(Problem(408, "request-timeout", "The request took too long", detail))

    def _end_in_turn(self, problem: Problem) -> None:
        """End with this answer to the request that is read now, once it is that one's turn."""
        if self._is_over:
            return
        if self._in_body and (self.pipeline or self.cycle.response_started):
            self.transport.abort()
        elif self._in_body or self._is_idle:
            self._end_with(problem)
        else:
            self._refusal = self._refusal or problem

    def _end_with(self, problem: Problem) -> None:
        """Answer, and take what still comes for a while: a reset would reach the client first."""
        self._say(problem)
        self._ended = self.loop.time()
        self.flow.resume_reading()
        self.transport.write_eof()

    def _say(self, problem: Problem) -> None:
        date = self.watch.date(self.server_state)
        end = b"connection: close\r\n\r\n"
        self.transport.write(b"".join((problem.head(), date, end, problem.body)))


def _too_large(bound: str) -> Problem:
    return Problem(431, "head-too-large", "The head is too large", f"A request's head {bound}.")
