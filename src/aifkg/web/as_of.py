"""The site as of a day: what is below `/as-of/<day>/`, and the form that leads there.

It is the same site on another graph, and each page of it says so. `Memento-Datetime` and
`Link: rel="original"` say so to programs (RFC 7089).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from html import escape
from typing import Any
from urllib.parse import quote, unquote

from fastapi import Request, Response
from starlette.datastructures import MutableHeaders
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from aifkg.web import page
from aifkg.web.day import in_words, today
from aifkg.web.past import Past
from aifkg.web.place import Placed, Placing
from aifkg.web.problem import ParameterProblem, Problem
from aifkg.web.protocol import fields, one, seconds
from aifkg.web.settings import Settings

_MOST_CHARACTERS = 2_000
_LONGEST_LINK = 2_000
_BODY = re.compile(rb"<body[^>]*>")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\]|//|(?:^|/)\.{1,2}(?:[/?#]|$)")
"""What a path has that leads to another host, out of the site, or to the head of an answer."""
_DAY = re.compile(r"/as-of/[^/?#]*")
_PATH_SAFE = "/:@!$&'()*+,;=-._~"
_QUERY_SAFE = _PATH_SAFE + "?%"


def routes() -> list[BaseRoute]:
    """Return the routes of past days."""
    return [
        Route("/as-of", choose),
        Route("/as-of/{day}", enter),
        Route("/as-of/{day}/{path:path}", AsOf()),
    ]


async def choose(request: Request) -> Response:
    """Lead to the page that a form names as of its day, or show the form."""
    past = _past(request)
    given = fields(request.scope["query_string"])
    day, path = one(given, "date"), _path(one(given, "path") or "/")
    if day:
        there = f"{_place(past.days.read(day))}{path}"
        return Response(status_code=303, headers={"Location": there, "Cache-Control": "no-cache"})
    days = past.days
    first = days.known[0].isoformat() if days.known else ""
    bounds = f' min="{first}" max="{today().isoformat()}"'
    main = f"""{page.HOME}
<h1>As of a day</h1>
<p>The graph as it was known on a day of the past: what sources said by then, and what followed from
it. {escape(days.covered)}</p>
{form(path, bounds=bounds)}"""
    return page.page("As of a day", main, headers={"Cache-Control": "no-cache"})


async def enter(request: Request) -> Response:
    """Lead to the first page as of a day."""
    there = f"{_place(_past(request).days.read(request.path_params['day']))}/"
    return Response(status_code=308, headers={"Location": there, "Cache-Control": "no-cache"})


class AsOf:
    """All that is below a day: a request passed on to the site of that day."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from the graph of the day that the path names."""
        request = Request(scope)
        past = _past(request)
        day = past.days.read(scope["path_params"]["day"])
        request.state.day = day
        limit = _limit(request.app.state.settings, scope)
        client: str = getattr(request.state, "client", "")
        site = await past.site(past.days.last(day), client, limit)
        there = {**scope, "path_params": {}}
        placed = Placed(
            site, _place(day), placing=lambda send, path: _Dated(send, path, day, scope)
        )
        await placed(there, receive, send)


class _Dated(Placing):
    """An answer on its way out, which says of which day it is."""

    def __init__(self, send: Send, path: str, day: date, scope: Mapping[str, Any]) -> None:
        super().__init__(send, path)
        self._day = day
        self._original = _original(scope)

    def lead(self, headers: MutableHeaders) -> None:
        super().lead(headers)
        end = datetime.combine(self._day, time(23, 59, 59), UTC)
        headers["Memento-Datetime"] = format_datetime(end, usegmt=True)
        # What is searched for is the present; there are thousands of days.
        headers["X-Robots-Tag"] = "noindex"
        if len(self._original) <= _LONGEST_LINK:
            headers.append("Link", f'<{self._original}>; rel="original"')

    def written(self, page: bytes) -> bytes:
        # Behind the others: the links of the notice lead out of the day.
        notice = _notice(self._day, self._original).encode()
        return _BODY.sub(lambda body: body[0] + b"\n" + notice, super().written(page), count=1)


def form(path: str, day: str = "", *, bounds: str = "") -> str:
    """Return the form that leads to a path as of another day."""
    return f"""<form class="as-of" action="/as-of" method="get">
<input type="hidden" name="path" value="{escape(path)}">
<label for="as-of">As of the day</label>
<input id="as-of" type="date" name="date" value="{escape(day)}"{bounds} required>
<button>Show</button>
</form>"""


def offer(request: Request) -> str:
    """Return the form, where past days are offered."""
    if getattr(request.app.state, "past", None) is None:
        return ""
    return f"<h2>As of a day</h2>\n{form('/')}"


def _notice(day: date, original: str) -> str:
    said = f'<time datetime="{day.isoformat()}">{in_words(day)}</time>'
    path = original if len(original) <= _MOST_CHARACTERS else "/"
    return f"""<aside class="as-of" aria-label="The day of this page">
<p>As the graph stood on {said}. <a href="{escape(original)}">The present page</a></p>
{form(path, day.isoformat())}
</aside>
"""


def _past(request: Request) -> Past:
    past: Past | None = getattr(request.app.state, "past", None)
    if past is None:
        detail = "This server answers from the present graph alone."
        raise Problem(404, "not-offered", "Past days are not offered", detail)
    return past


def _place(day: date) -> str:
    return f"/as-of/{day.isoformat()}"


def _limit(settings: Settings, scope: Scope) -> float:
    """Return how long a client waits for a graph: as long as for a query, where it says so."""
    try:
        asked = seconds(one(fields(scope["query_string"]), "timeout"))
    except Problem:
        # Whoever answers the request says so.
        asked = None
    return min(asked or settings.max_timeout, settings.max_timeout)


def _original(scope: Mapping[str, Any]) -> str:
    """Return where the present page is, as a link; the first page where it would lead elsewhere."""
    path = "/" + scope["path_params"]["path"]
    query = quote(scope["query_string"].decode("latin-1"), safe=_QUERY_SAFE)
    if _UNSAFE.search(path):
        return "/"
    path = quote(path, safe=_PATH_SAFE, errors="replace")
    return f"{path}?{query.replace('//', '%2F%2F')}" if query else path


def _path(text: str) -> str:
    """Return a path of this site, out of any day; raise Problem where it is none."""
    text = _DAY.sub("", text, count=1) if text.startswith("/as-of/") else text
    text = text or "/"
    path, question, query = text.partition("?")
    # A browser reads %2e%2e as the two dots that it stands for.
    is_unsafe = _UNSAFE.search(text) or _UNSAFE.search(unquote(path))
    if not text.startswith("/") or is_unsafe or len(text) > _MOST_CHARACTERS:
        detail = (
            f'"{text[:40]}" is no path of this site: it begins with one slash, has at most '
            f"{_MOST_CHARACTERS:,} characters, and none that leads elsewhere."
        )
        raise ParameterProblem(detail)
    return quote(path, safe=_PATH_SAFE + "%") + question + quote(query, safe=_QUERY_SAFE)
