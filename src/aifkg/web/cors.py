"""CORS: any page of the web may ask here, since nothing here is anyone's own (Fetch, 3.2)."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "Content-Disposition, Content-Range, ETag, Link, Memento-Datetime, RateLimit, "
        "RateLimit-Policy, Retry-After, Server-Timing, X-Request-Id"
    ),
}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, QUERY, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match, X-Request-Id, *",
    "Access-Control-Max-Age": "86400",
}


class Open:
    """The app, open to every origin, without credentials."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a preflight, and say on every other answer who may read it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(OPEN)
            await send(message)

        is_asked = "access-control-request-method" in Headers(scope=scope)
        if scope["method"] == "OPTIONS" and is_asked:
            headers = MutableHeaders({**_PREFLIGHT, "Vary": "Access-Control-Request-Method"})
            start = {"type": "http.response.start", "status": 204, "headers": headers.raw}
            await sending(start)
            await send({"type": "http.response.body"})
        else:
            await self._app(scope, receive, sending)
