"""The express lane: a plain GET of the endpoint, answered in the protocol, before any app is asked.

Whatever is not plain takes the ordinary way through the app, which gives the same answers: the
lane knows nothing that the app does not, and refuses nothing itself. A request whose very bytes
were answered before is a look-up; any other is read here and handed to the pool.
"""

from __future__ import annotations

import asyncio
import re
from functools import partial
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from aifkg.engine import EngineError, Job, Outcome
from aifkg.engine import Request as Question
from aifkg.web import freshness
from aifkg.web.answers import Answer, Key
from aifkg.web.app import App
from aifkg.web.asking import answer_of
from aifkg.web.client import client_of
from aifkg.web.connection import Guarded, Watch
from aifkg.web.negotiate import coding_for
from aifkg.web.problem import Problem, of_engine
from aifkg.web.protocol import Asked, asked, fields
from aifkg.web.served import Served
from aifkg.web.sparql import formats_of

_HEAD = re.compile(
    rb"GET /sparql\?([!-~]+) HTTP/1\.1\r\n"
    rb"((?:[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[\t -~\x80-\xff]*\r\n)+)\r\n"
)
_PLAIN_HEADERS = frozenset(
    b"accept accept-encoding accept-language cache-control connection dnt host if-none-match "
    b"origin pragma priority referer sec-fetch-dest sec-fetch-mode sec-fetch-site user-agent "
    b"sec-ch-ua sec-ch-ua-mobile sec-ch-ua-platform".split()
)
_LONGEST_KEPT = 8_192


def express(app: App) -> type[HttpToolsProtocol]:
    """Return the protocol of the connections to an app."""
    watch = Watch(app.state.settings)

    class Bound(Express):
        def __init__(self, *args: Any, **more: Any) -> None:
            super().__init__(app, watch, *args, **more)

    return Bound


class Express(Guarded):
    """A connection with an express lane."""

    def __init__(self, app: App, watch: Watch, *args: Any, **more: Any) -> None:
        super().__init__(watch, *args, **more)
        self._state = app.state
        self._job: Job | None = None
        self._served_by: Served | None = None
        self._client_name = ""
        self._ends = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Name the client, which is the same for all that comes by this connection."""
        super().connection_made(transport)
        self._client_name = client_of(self.client[0] if self.client else "", (), ())

    def connection_lost(self, exc: Exception | None) -> None:
        """End the query of which nobody wants to know any more."""
        job, self._job = self._job, None
        if job is not None and self._served_by is not None:
            self._served_by.pool.cancel(job)
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """Close, once what was asked is answered."""
        if self._job is not None:
            self._ends = True
        else:
            super().shutdown()

    @property
    def is_answering(self) -> bool:
        """Whether a query of this lane is being evaluated."""
        return self._job is not None

    def request_received(self, data: bytes) -> bool:
        """Answer a request that is whole; return False where it is to go the ordinary way."""
        served: Served = self._state.served
        known = served.answers.by_request.get(data)
        if known is not None:
            self._send(*known)
            return True
        return self._read(served, data)

    def _read(self, served: Served, data: bytes) -> bool:
        head = _HEAD.fullmatch(data)
        headers = None if head is None else _headers(head[2])
        if head is None or headers is None or served.settings.trusted_proxies:
            return False
        try:
            question = _question(head[1], headers)
        except Problem:
            return False
        return question is not None and self._answer(served, data, headers, *question)

    def _answer(
        self,
        served: Served,
        data: bytes,
        headers: dict[bytes, str],
        question: Question,
        what: Asked,
    ) -> bool:
        key = Key.of(question)
        tag = headers.get(b"if-none-match")
        held = served.answers.get(key)
        if held is not None:
            self._settle(served, data, key, held, tag)
            return True
        if tag is not None or _is_spent(served, self._client_name):
            return False
        done = partial(self._answered, served, data, key)
        try:
            job = served.pool.submit(question, done, what.timeout, client=self._client_name)
        except EngineError:
            return False
        self._job, self._served_by = job, served
        return True

    def _answered(self, served: Served, data: bytes, key: Key, _job: Job, outcome: Outcome) -> None:
        self._job = None
        if isinstance(outcome, EngineError):
            self._refuse(of_engine(outcome))
        else:
            answer = answer_of(served, key.sparql, outcome)
            if answer.tag:
                served.answers.hold(key, answer)
            self._settle(served, data, key, answer, None)
        if self._ends:
            self.transport.close()
        else:
            self.resume()

    def _settle(
        self, served: Served, data: bytes, key: Key, answer: Answer, tag: str | None
    ) -> None:
        """Send an answer, or say that the client has it, and let the same bytes lead to it."""
        has_it = tag is not None and freshness.matches(tag, (answer.tag,)) is not None
        if len(data) <= _LONGEST_KEPT:
            served.answers.lead(data, key, answer, has_it)
        self._send(answer, has_it)

    def _send(self, answer: Answer, has_it: bool) -> None:  # noqa: FBT001
        self.touch()
        dynamic = self._dynamic()
        if has_it:
            self.transport.write(b"".join((answer.not_modified, dynamic)))
        elif len(answer.body) < _LONGEST_KEPT:
            self.transport.write(b"".join((answer.head, dynamic, answer.body)))
        else:
            self.transport.write(answer.head + dynamic)
            self.transport.write(answer.body)

    def _refuse(self, problem: Problem) -> None:
        self.touch()
        self.transport.write(problem.head() + self._dynamic() + problem.body)

    def _dynamic(self) -> bytes:
        """Return the header lines that differ from answer to answer, and the end of the head."""
        return b"".join((self.watch.date(self.server_state), b"\r\n"))


def _headers(block: bytes) -> dict[bytes, str] | None:
    """Return the headers of a plain request, or None where it has one that asks for more."""
    headers: dict[bytes, str] = {}
    for line in block.split(b"\r\n")[:-1]:
        name, _, value = line.partition(b":")
        name = name.lower()
        if name in headers or name not in _PLAIN_HEADERS:
            return None
        headers[name] = value.strip().decode("latin-1")
    keeps_alive = headers.get(b"connection", "").lower() in ("", "keep-alive")
    return headers if b"host" in headers and keeps_alive else None


def _question(query_string: bytes, headers: dict[bytes, str]) -> tuple[Question, Asked] | None:
    """Return what is asked; raise Problem where it is at fault, None where a page is asked for."""
    what = asked(fields(query_string.decode("ascii")))
    accept = headers.get(b"accept")
    if what.bom or what.format_name == "html" or (accept is not None and "html" in accept):
        return None
    formats = formats_of(what, accept)
    coding = coding_for(headers.get(b"accept-encoding"))
    return Question(what.sparql, formats, {}, what.dataset, coding), what


def _is_spent(served: Served, client: str) -> bool:
    return served.budget.is_bounded and served.budget.left(client) <= 0
