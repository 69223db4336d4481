"""The place: where below its host the site stands; the one module that knows of the prefix.

Whatever is below asks and answers as if it stood at the root: its paths, links, forms and redirects
begin with "/". The prefix is taken off on the way in and put in front on the way out, here alone,
so that whoever writes the next page or redirect cannot forget it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.routing import BaseRoute, compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_KEY = "aifkg.prefix"
_LINK = re.compile(rb' (href|action|formaction|src)="/(?!/)')
"""A link of a page to this server.

It is one of our own and never a value of the data: a value is escaped, so that no quotation mark of
its own stands raw in a page, be it in a text or in an attribute.
"""
_HOST = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?//[^/?#]*")
_HEADER_LINK = re.compile(r"<(?=/(?!/))")
_LED = ("location", "content-location")
_FIELD = re.compile(r"\{[^}]*\}")
"""What is in a route for any text."""
_PATH = re.compile(r"(?:/(?!\.{1,2}(?:/|$))[A-Za-z0-9._-]+)+", re.ASCII)


class Misplaced(ValueError):
    """The site cannot stand below a path that begins like one of its own."""

    def __init__(self, path: str, own: str) -> None:
        self.rule = f"its first part is none of the site's own, and /{own} is one"
        super().__init__(f"root_path is {path!r}; {self.rule}.")


class Placed:
    """An app, below a path: the one that is given, or else the one that an ASGI server names.

    A proxy may have taken the path off a request or not. What a request itself says of prefixes and
    hosts (X-Forwarded-Prefix, Host) is a client's word, and leads nobody anywhere.
    """

    def __init__(
        self, app: ASGIApp, path: str = "", placing: Callable[[Send, str], Placing] | None = None
    ) -> None:
        self._app = app
        self._path = path
        self._placing = placing or Placing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on as if there were no prefix, and its answer with it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        named = scope.get("root_path", "").rstrip("/")
        path = self._path or (named if is_path(named) else "")
        below = {
            **scope,
            "path": _without(scope["path"], path),
            "root_path": "",
            _KEY: prefix_of(scope) + path,
        }
        await self._app(below, receive, self._placing(send, path).send)


class Placing:
    """An answer on its way out, which leads to what is below a path."""

    def __init__(self, send: Send, path: str) -> None:
        self._send = send
        self._path = path
        self._start: Message | None = None
        self._body = bytearray()

    async def send(self, message: Message) -> None:
        """Send a part of it; a page is sent once it is whole."""
        if message["type"] == "http.response.start":
            message = {**message, "headers": list(message.get("headers", ()))}
            headers = MutableHeaders(scope=message)
            self.lead(headers)
            if self._path and headers.get("content-type", "").startswith("text/html"):
                self._start = message
                return
        if self._start is None:
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if not message.get("more_body", False):
            await self._send_page(self._start, bytes(self._body))

    def written(self, page: bytes) -> bytes:
        """Return a page with its links below the path."""
        return _LINK.sub(rb' \1="%b/' % self._path.encode("ascii"), page)

    async def _send_page(self, start: Message, page: bytes) -> None:
        page = self.written(page) if page else page
        headers = MutableHeaders(scope=start)
        if "content-length" in headers:
            # Of a page that is not sent, as for HEAD, nobody knows its length below the path.
            del headers["content-length"]
            if page:
                headers["Content-Length"] = str(len(page))
        await self._send(start)
        await self._send({"type": "http.response.body", "body": page})

    def lead(self, headers: MutableHeaders) -> None:
        """Let the headers lead below the path."""
        for name in _LED:
            if name in headers:
                headers[name] = placed(headers[name], self._path)
        if self._path and "link" in headers:
            links = ", ".join(headers.getlist("link"))
            headers["Link"] = _HEADER_LINK.sub(f"<{self._path}", links)


def placed(target: str, path: str) -> str:
    """Return where an answer leads: a path of this server, whatever host was named on the way."""
    local = target[match.end() :] if (match := _HOST.match(target)) else target
    if local == target and not target.startswith("/"):
        return target
    # A browser reads a second slash, forward or backward, as the beginning of a host.
    return f"{path}/{local.lstrip('/').replace(chr(92), '%5C')}"


def is_path(text: str) -> bool:
    """Whether a site may stand below a path: it needs no escape, and leads nowhere else."""
    return _PATH.fullmatch(text) is not None


def refuse_own(path: str, routes: Iterable[BaseRoute]) -> None:
    """Raise Misplaced where a path begins like one of these routes.

    A proxy may have taken the path off a request or not, and nobody could tell which it was.
    """
    first = _first(path)
    for route in routes:
        own = _first(getattr(route, "path", ""))
        if first and compile_path(f"/{own}")[0].match(f"/{first}"):
            raise Misplaced(path, _FIELD.sub("…", own))


def prefix_of(scope: Mapping[str, Any]) -> str:
    """Return the path below which a request is answered, "" at the root of its host."""
    prefix: str = scope.get(_KEY, "")
    return prefix


def _first(path: str) -> str:
    return path.lstrip("/").partition("/")[0]


def _without(path: str, prefix: str) -> str:
    if path == prefix or path.startswith(f"{prefix}/"):
        return path[len(prefix) :] or "/"
    return path
