"""Observing: what goes around the whole app to count requests, time them and write the journal.

Plain ASGI: nothing is buffered, and an answer costs no task of its own.
"""

from __future__ import annotations

from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aifkg.web.account import Account, begin
from aifkg.web.journal import Journal
from aifkg.web.metrics import Metrics
from aifkg.web.outcome import CLIENT_LEFT, CUT, outcome
from aifkg.web.request_id import HEADER, RequestIds
from aifkg.web.template import Templates

_JOURNALED = ("/sparql", "/query/", "/rdf-graphs", "/as-of/")
_FAILED = 500


class Observe:
    """The app, observed: each request has an id, an account, a count, and a line if it is a query.

    Handlers fill the account (`aifkg.web.account`); it is settled once the answer is sent.
    """

    def __init__(
        self,
        app: ASGIApp,
        metrics: Metrics,
        journal: Journal | None = None,
        ids: RequestIds | None = None,
    ) -> None:
        self.app = app
        self._metrics = metrics
        self._journal = journal
        self._ids = ids or RequestIds()
        self._templates = Templates()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and settle its account however it ends."""
        if scope["type"] == "lifespan":
            await self._live(scope, receive, send)
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        account = begin(scope, self._ids.of(scope["headers"]))
        exchange = _Exchange(account, receive, send, is_head=scope["method"] == "HEAD")
        try:
            await self.app(scope, exchange.receive, exchange.send)
        except Exception:
            exchange.fail()
            raise
        finally:
            self._settle(scope, account, exchange)

    async def _live(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the app start and end, and write what is left when it has."""
        try:
            await self.app(scope, receive, send)
        finally:
            self._metrics.flush()
            if self._journal is not None:
                self._journal.close()

    def _settle(self, scope: Scope, account: Account, exchange: _Exchange) -> None:
        seconds = perf_counter() - account.started
        route = self._templates.of(scope)
        ended = exchange.outcome()
        self._metrics.request(route, scope["method"], ended, seconds)
        if self._journal is None or not route.startswith(_JOURNALED):
            return
        fixed = self._journal.fixed(
            route=route,
            query=account.query,
            status=exchange.status,
            outcome=ended,
            size=exchange.size,
            rows=account.rows,
            cache=account.cache,
            lane=account.lane,
        )
        client = scope.get("state", {}).get("client") or (scope.get("client") or (None,))[0]
        self._journal.line(
            account.request_id,
            fixed,
            seconds,
            queue_seconds=account.queue_seconds,
            client=client,
        )


class _Exchange:
    """One request and its answer, as they pass."""

    __slots__ = ("_account", "_is_complete", "_is_head", "_receive", "_send", "size", "status")

    def __init__(self, account: Account, receive: Receive, send: Send, *, is_head: bool) -> None:
        self._account = account
        self._receive = receive
        self._send = send
        self._is_head = is_head
        self._is_complete = False
        self.status: int | None = None
        self.size = 0

    async def receive(self) -> Message:
        message = await self._receive()
        # Once the answer is sent, the same message says only that nothing more will come.
        if message["type"] == "http.disconnect" and not self._is_complete:
            self._account.client_left = True
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = [*message.get("headers", ()), *_headers(self._account)]
            message = {**message, "headers": headers}
        elif message["type"] == "http.response.body":
            if not self._is_head:
                self.size += len(message.get("body", b""))
            self._is_complete = not message.get("more_body", False)
        try:
            await self._send(message)
        except OSError:
            self._account.client_left = True
            raise

    def fail(self) -> None:
        """Note that the app raised; the server answers in its place where it had not begun."""
        if self.status is None:
            self.status, self._account.slug, self._is_complete = _FAILED, "internal", True

    def outcome(self) -> str:
        """Return how it ended."""
        if self._account.client_left:
            return CLIENT_LEFT
        if self.status is None or not self._is_complete:
            return CUT
        return outcome(self.status, self._account.slug)


def _headers(account: Account) -> tuple[tuple[bytes, bytes], ...]:
    return (
        (HEADER, account.request_id.encode("ascii")),
        (b"server-timing", _server_timing(account).encode("ascii")),
        (b"timing-allow-origin", b"*"),
    )


def _server_timing(account: Account) -> str:
    """Return the header of W3C Server Timing: the parts in ms, up to the answer's head."""
    total = perf_counter() - account.started
    parts = [("total", total), ("queue", account.queue_seconds), ("eval", account.eval_seconds)]
    timed = [f"{name};dur={1000 * took:.3f}" for name, took in parts if took is not None]
    if account.cache in ("hit", "miss"):
        timed.append(f"cache;desc={account.cache}")
    return ", ".join(timed)
