"""The express lane: a plain GET of the endpoint, answered in the protocol, before any app is asked.

Whatever is not plain takes the ordinary way through the app, which gives the same answers: the
lane knows nothing that the app does not, and refuses nothing itself. A request whose very bytes
were answered before is a look-up; any other is read here and handed to the pool.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from aifkg.engine import EngineError, Job, Outcome
from aifkg.engine import Request as Question
from aifkg.web import freshness, plain
from aifkg.web.answers import Answer, Key, Known
from aifkg.web.app import App
from aifkg.web.asking import answer_of, asks_others, unchanged
from aifkg.web.client import client_of
from aifkg.web.connection import Guarded
from aifkg.web.evaluations import Asker
from aifkg.web.keeping import key_of, route_of
from aifkg.web.notes import Notes
from aifkg.web.outcome import CLIENT_LEFT
from aifkg.web.outcome import outcome as outcome_word
from aifkg.web.problem import Problem, of_engine
from aifkg.web.protocol import Asked
from aifkg.web.request_id import RequestIds
from aifkg.web.served import Served
from aifkg.web.volatile import is_volatile
from aifkg.web.watch import Watch

_LONGEST_KEPT = 8_192
_COPIED = 32_768
"""Bytes below which one write of a copy costs less than two writes."""
_HIT = b"cache;desc=hit"


def express(app: App) -> type[HttpToolsProtocol]:
    """Return the protocol of the connections to an app."""
    watch, notes = Watch(app.state.settings), Notes(app.state)

    class Bound(Express):
        def __init__(self, *args: Any, **more: Any) -> None:
            super().__init__(app, watch, notes, *args, **more)

    return Bound


class Express(Guarded):
    """A connection with an express lane."""

    def __init__(self, app: App, watch: Watch, notes: Notes, *args: Any, **more: Any) -> None:
        super().__init__(watch, *args, **more)
        self._notes = notes
        self._state = app.state
        self._ids: RequestIds = app.state.ids
        self._pending: Pending | None = None
        self._client_name = ""
        self._root_path = app.state.settings.root_path
        self._proxies = app.state.settings.trusted_proxies
        self._plain = plain.PROXIED_HEADERS if self._proxies else plain.HEADERS
        self._budget_line = b""
        self._budget_at = -1.0
        self._ends = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Name the client, which is the same for all that comes but by a proxy."""
        super().connection_made(transport)
        self._name_client("")

    def connection_lost(self, exc: Exception | None) -> None:
        """End the query of which nobody wants to know any more."""
        pending, self._pending = self._pending, None
        if pending is not None:
            pending.served.evaluations.cancel(pending.asker)
            self._note(pending, 499, ended=CLIENT_LEFT, size=0)
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """Close, once what was asked is answered."""
        if self._pending is not None:
            self._ends = True
        else:
            super().shutdown()

    @property
    def is_answering(self) -> bool:
        """Whether a query of this lane is being evaluated."""
        return self._pending is not None

    def request_received(self, data: bytes) -> bool:
        """Answer a request that is whole; return False where it is to go the ordinary way."""
        served: Served = self._state.served
        known = served.answers.known(data)
        if known is None:
            return self._read(served, data)
        self._send_known(served, known)
        return True

    def _read(self, served: Served, data: bytes) -> bool:
        request = plain.read(data, self._plain, self._root_path)
        if request is None:
            return self._read_page(served, data)
        query_string, headers = request
        if self._proxies:
            self._name_client(headers.get(b"x-forwarded-for", ""))
        try:
            question = plain.question(query_string, headers)
        except Problem:
            return False
        if question is None or asks_others(served, question[0].sparql):
            return False
        key = Key.of(question[0])
        known = headers.get(b"if-none-match")
        if known is not None:
            return self._read_known(served, data, key, known)
        held = served.answers.get(key)
        if held is None:
            return self._evaluate(served, data, key, *question)
        self._send_held(served, data, key, held, has_it=False)
        return True

    def _read_page(self, served: Served, data: bytes) -> bool:
        """Send a page that is held to who asks for it in a plain way."""
        # Below a path each link of a page is led there on its way out, by the app.
        is_led = self._proxies or self._root_path
        page = None if is_led else plain.read_page(data)
        if page is None:
            return False
        target, headers = page
        encoding = headers.get(b"accept-encoding", "")
        key = key_of(target, encoding)
        held = served.answers.page(key)
        if held is None:
            return False
        known = headers.get(b"if-none-match")
        has_it = known is not None and freshness.matches(known, (held.tag,)) is not None
        self._lead(served, data, key, Known(held, has_it, "", route_of(target).path))
        return True

    def _read_known(self, served: Served, data: bytes, key: Key, known: str) -> bool:
        """Spare a client the answer that it has, whether that is held here or not."""
        same = unchanged(served, key.formats, known)
        if same is None:
            return False
        # It is no answer to who has none.
        key = key._replace(version=same.tag)
        held = served.answers.get(key)
        if held is None:
            served.answers.hold(key, same)
        self._send_held(served, data, key, held or same, has_it=True)
        return True

    def _send_held(
        self, served: Served, data: bytes, key: Key, answer: Answer, *, has_it: bool
    ) -> None:
        """Send an answer that is held, and let the same bytes lead to it from now on."""
        line = self._notes.line(key.sparql, answer, has_it=has_it)
        self._lead(served, data, key, Known(answer, has_it, line))

    def _lead(self, served: Served, data: bytes, key: Key, known: Known) -> None:
        # What a proxy sends for different clients differs, and leads nowhere twice.
        if len(data) <= _LONGEST_KEPT and not self._proxies:
            served.answers.lead(data, key, known)
        self._send_known(served, known)

    def _send_known(self, served: Served, known: Known) -> None:
        request_id = self._ids.make()
        self._send(served, known.answer, known.client_has_it, request_id, _HIT)
        if known.page:
            self._notes.page(known)
            return
        served.answers.looked_up += 1
        self._notes.hit(request_id, known.line, self._client_name)

    def _name_client(self, forwarded: str) -> None:
        """Name who asks, by the connection and by what a trusted proxy says of it."""
        peer = self.client[0] if self.client else ""
        name = client_of(peer, (forwarded,) if forwarded else (), self._proxies)
        if name != self._client_name:
            self._client_name = name
            self._budget_at = -1.0

    def _evaluate(
        self, served: Served, data: bytes, key: Key, question: Question, what: Asked
    ) -> bool:
        if served.budget.is_bounded and served.budget.left(self._client_name) <= 0:
            return False
        try:
            asker = served.evaluations.submit(
                question, self._answered, what.timeout, client=self._client_name
            )
        except EngineError:
            return False
        self._pending = Pending(served, data, key, asker, self._ids.make())
        self.touch()
        return True

    def _answered(self, job: Job, outcome: Outcome) -> None:
        pending, self._pending = self._pending, None
        if pending is None:
            return
        self._budget_at = -1.0
        if isinstance(outcome, EngineError):
            self._refuse(pending, of_engine(outcome))
        else:
            is_kept = not is_volatile(pending.key.sparql)
            answer = answer_of(pending.served, outcome, is_kept=is_kept)
            if answer.tag:
                pending.served.answers.hold(pending.key, answer)
            timing = b"queue;dur=%.3f, eval;dur=%.3f, cache;desc=miss" % (
                1000 * job.waited,
                1000 * job.spent,
            )
            self._send(pending.served, answer, False, pending.request_id, timing)  # noqa: FBT003
            self._note(pending, 200, ended="2xx", size=len(answer.body), rows=answer.rows)
        if self._ends:
            self.transport.close()
        else:
            self.resume()

    def _send(
        self,
        served: Served,
        answer: Answer,
        has_it: bool,  # noqa: FBT001
        request_id: str,
        timing: bytes,
    ) -> None:
        dynamic = self._dynamic(served, request_id, timing)
        if has_it:
            self.transport.write(answer.not_modified + dynamic)
        elif len(answer.body) < _COPIED:
            self.transport.write(b"".join((answer.head, dynamic, answer.body)))
        else:
            self.transport.write(answer.head + dynamic)
            self.transport.write(answer.body)

    def _refuse(self, pending: Pending, problem: Problem) -> None:
        problem.content["request_id"] = pending.request_id
        dynamic = self._dynamic(pending.served, pending.request_id, b"cache;desc=miss")
        self.transport.write(b"".join((problem.head(), dynamic, problem.body)))
        ended = outcome_word(problem.status, problem.slug)
        self._note(pending, problem.status, ended=ended, size=len(problem.body))

    def _dynamic(self, served: Served, request_id: str, timing: bytes) -> bytes:
        """Return the header lines that differ from answer to answer, and the end of the head."""
        self.touch()
        return b"%b%bx-request-id: %b\r\nserver-timing: %b\r\ntiming-allow-origin: *\r\n\r\n" % (
            self.watch.date(self.server_state),
            self._budget(served),
            request_id.encode("ascii"),
            timing,
        )

    def _budget(self, served: Served) -> bytes:
        """Return the lines that tell of the budget, looked up once a second or after a query."""
        if served.budget.is_bounded and self._budget_at != self.watch.now:
            self._budget_at = self.watch.now
            headers = served.budget.headers(self._client_name)
            lines = (f"{name.lower()}: {value}\r\n" for name, value in headers.items())
            self._budget_line = "".join(lines).encode("ascii")
        return self._budget_line

    def _note(
        self, pending: Pending, status: int, *, ended: str, size: int, rows: int | None = None
    ) -> None:
        """Note a query that was evaluated."""
        self._notes.evaluated(
            pending.request_id,
            pending.key.sparql,
            pending.asker.evaluation.job,
            self._client_name,
            status,
            ended=ended,
            size=size,
            rows=rows,
        )


@dataclass(slots=True)
class Pending:
    """A query of this lane that is being evaluated, and the request that asked it."""

    served: Served
    data: bytes
    key: Key
    asker: Asker
    request_id: str
