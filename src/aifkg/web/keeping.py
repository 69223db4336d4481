"""Keeping: pages and documents that were made once, held packed for whoever asks for them again.

They depend on the snapshot, on what is in their key, and on nothing else; answers to queries are
held before they are pages (`aifkg.web.asking`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aifkg.engine import packed
from aifkg.web import freshness
from aifkg.web.answers import Answer, Answers, Key
from aifkg.web.negotiate import coding_for
from aifkg.web.place import prefix_of
from aifkg.web.resource import SPACES

_SINGLE = ("ontology", "shapes", "trace")
_KEPT = re.compile(
    rf"/(?:(?P<space>{'|'.join(SPACES)})/|(?P<name>{'|'.join(_SINGLE)})\.[a-z]+(?:\?|$))"
)
_DESCRIBING = frozenset({b"content-type", b"content-encoding", b"content-length"})
_OF_ONE = frozenset({b"ratelimit", b"ratelimit-policy"})
"""Headers that are for who asked, and no other."""
_OK, _NOT_MODIFIED = b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 304 Not Modified\r\n"
_Raw = list[tuple[bytes, bytes]]


def may_be_kept(target: str) -> bool:
    """Whether what is at a path depends on the snapshot alone."""
    return _KEPT.match(target) is not None


@dataclass(frozen=True, slots=True)
class Route:
    """What a path that may be kept is counted as, in the place of the route that the app finds."""

    path: str


def route_of(target: str) -> Route:
    """Return what a path that may be kept is counted as: no word of it is the client's."""
    found = _KEPT.match(target)
    if found is None:
        raise ValueError(f"{target} is not kept")
    space = found["space"]
    return Route(f"/{space}/{{name:path}}" if space else f"/{found['name']}{{ending:path}}")


def key_of(target: str, accept_encoding: str) -> Key:
    """Return what a page depends on beside the snapshot: a key that no query has.

    What is kept has an ending, so that its format is not negotiated, and names no host.
    """
    return Key(target, (), coding=coding_for(accept_encoding))


class Keeping:
    """The app, with what it made once held beside the answers to queries."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send what is held, or make it, hold it and send it."""
        is_asked = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
        if not is_asked or not may_be_kept(scope["path"]):
            await self._app(scope, receive, send)
            return
        scope["route"] = route_of(scope["path"])
        headers = Headers(scope=scope)
        key = _key(scope, headers)
        answers: Answers = scope["app"].state.served.answers
        answer = answers.get(key)
        if answer is None:
            making = _Making(send, key.coding)
            # What is made for HEAD is what GET is sent; whoever holds it may have either.
            await self._app({**scope, "method": "GET"}, receive, making.send)
            answer = making.answer
            if answer is None:
                return
            answers.hold(key, answer)
        await _sent(answer, headers.get("if-none-match"), send, is_head=scope["method"] == "HEAD")


class _Making:
    """An answer as the app makes it: taken whole where it may be kept, passed on where not."""

    def __init__(self, send: Send, coding: str) -> None:
        self._send = send
        self._coding = coding
        self._start: Message | None = None
        self._parts: list[bytes] = []
        self.answer: Answer | None = None

    async def send(self, message: Message) -> None:
        """Take the next part of the answer."""
        if message["type"] == "http.response.start" and _is_whole(message):
            self._start = message
        elif self._start is None:
            await self._send(message)
        else:
            self._parts.append(message.get("body", b""))
            if not message.get("more_body", False):
                self.answer = _made(
                    list(self._start["headers"]), b"".join(self._parts), self._coding
                )


def _is_whole(start: Message) -> bool:
    """Whether an answer is known by a tag, packed by nobody yet, and may be kept."""
    told = {name.lower(): value for name, value in start["headers"]}
    is_kept = told.get(b"cache-control") != b"no-store"
    is_plain = b"etag" in told and b"content-encoding" not in told
    return start["status"] == 200 and is_plain and is_kept


def _made(headers: _Raw, body: bytes, coding: str) -> Answer:
    body, coded = packed(body, coding)
    tag = dict(headers)[b"etag"].decode("latin-1")
    if coded:
        tag = f'{tag.removesuffix(chr(34))}.{coded}"'
    left_out = _DESCRIBING | _OF_ONE | {b"etag"}
    kept = [(name, value) for name, value in headers if name not in left_out]
    kept.append((b"etag", tag.encode("latin-1")))
    described = [(name, value) for name, value in headers if name == b"content-type"]
    if coded:
        described.append((b"content-encoding", coded.encode("ascii")))
    described.append((b"content-length", b"%d" % len(body)))
    head = _OK + _lines([*kept, *described])
    return Answer({"ETag": tag}, body, None, head, _NOT_MODIFIED + _lines(kept))


async def _sent(answer: Answer, known: str | None, send: Send, *, is_head: bool) -> None:
    """Send an answer, or that its client has it."""
    has_it = known is not None and freshness.matches(known, (answer.tag,)) is not None
    head = answer.not_modified if has_it else answer.head
    status = 304 if has_it else 200
    await send({"type": "http.response.start", "status": status, "headers": _raw(head)})
    body = b"" if has_it or is_head else answer.body
    await send({"type": "http.response.body", "body": body})


def _key(scope: Scope, headers: Headers) -> Key:
    target = quote(scope["path"])
    query = scope["query_string"].decode("latin-1")
    # A page below a path is written anew on its way out, which needs it unpacked.
    encoding = "" if prefix_of(scope) else ", ".join(headers.getlist("accept-encoding"))
    return key_of(f"{target}?{query}" if query else target, encoding)


def _lines(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    return b"".join(b"%b: %b\r\n" % header for header in headers)


def _raw(head: bytes) -> _Raw:
    """Return the header lines of a head, as an app names them."""
    lines = head.split(b"\r\n")[1:-1]
    return [(name, value) for name, _, value in (line.partition(b": ") for line in lines)]
