"""Limiting: each request is that of a client, who is told of the budget that is left."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aifkg.web.client import client_of
from aifkg.web.served import Served

_COUNTED = tuple("/sparql /query/ /trace /neighbours /rdf-graphs /.well-known/void /as-of/".split())


class Limiting:
    """The app, told in `scope["state"]["client"]` who asks."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Name the client, and add the RateLimit headers where queries are answered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope["app"].state
        peer = (scope.get("client") or ("",))[0]
        forwarded = Headers(scope=scope).getlist("x-forwarded-for")
        client = client_of(peer, forwarded, state.settings.trusted_proxies)
        scope.setdefault("state", {})["client"] = client

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                served: Served = state.served
                MutableHeaders(scope=message).update(served.budget.headers(client))
            await send(message)

        is_counted = scope["path"].startswith(_COUNTED)
        await self._app(scope, receive, sending if is_counted else send)
