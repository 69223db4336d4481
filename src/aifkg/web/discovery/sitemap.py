"""Sitemap: GET /sitemap.xml lists every page, in parts where they are too many for one file.

The rules are those of https://www.sitemaps.org/protocol.html.
"""

from __future__ import annotations

import asyncio
import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from math import ceil
from typing import NamedTuple
from urllib.parse import quote
from xml.sax.saxutils import escape

from fastapi import Request, Response

from aifkg.engine import BY_NAME
from aifkg.engine import Request as Question
from aifkg.engine.coding import packed
from aifkg.names import BASE
from aifkg.web import freshness
from aifkg.web.address import root
from aifkg.web.asking import ask
from aifkg.web.discovery.questions import open_questions
from aifkg.web.field import field_value
from aifkg.web.negotiate import coding_for
from aifkg.web.problem import Problem
from aifkg.web.query_file import query_file
from aifkg.web.served import Served

MOST = 50_000
"""Addresses that one file may list."""
_PART = re.compile(r"[1-9][0-9]{0,4}", re.ASCII)
_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


class Place(NamedTuple):
    """A page: its address, and the day from which it may be other than before, or ""."""

    address: str
    changed: str


async def sitemap(request: Request) -> Response:
    """Answer the pages, or the list of the parts that list them."""
    return await _respond(request, None)


async def sitemap_part(request: Request) -> Response:
    """Answer one part of the pages; the first is 1."""
    part = request.path_params["part"]
    if not _PART.fullmatch(part):
        raise _absent()
    return await _respond(request, int(part))


async def _respond(request: Request, part: int | None) -> Response:
    served: Served = request.app.state.served
    home = root(request)
    pages = Question(query_file("discovery/pages"), (BY_NAME["csv"],))
    answer = await ask(request, pages, served.settings.max_timeout)
    names = open_questions(request.app.state.library)
    if part is not None and not 1 <= part <= _count(names, answer.rows or 0):
        raise _absent()
    coding = coding_for(field_value(request, "accept-encoding"))
    # Known by what it is made from, so that it is not made for a client that holds it.
    headers = freshness.headers(served.edition, _digest(home, names, part), coding)
    if freshness.is_held(request, headers):
        return Response(status_code=304, headers=headers)

    def made() -> tuple[bytes, str]:
        return packed(written(list(places(home, answer.body, names)), home, part), coding)

    async with request.app.state.rendering:
        body, coding = await asyncio.to_thread(made)
    if coding:
        headers["Content-Encoding"] = coding
    return Response(body, headers=headers, media_type="application/xml")


def _count(names: Sequence[str], rows: int) -> int:
    """Return how many parts there are: of the first page, the questions, and so many others."""
    return ceil((1 + len(names) + rows) / MOST)


def _digest(home: str, names: Sequence[str], part: int | None) -> str:
    said = "\n".join((home, str(part), *names))
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:12]


def places(home: str, body: bytes, questions: Iterable[str]) -> Iterator[Place]:
    """Yield every page: the first one, the saved questions, and those of an answer in CSV."""
    yield Place(home, "")
    for name in questions:
        yield Place(f"{home}query/{quote(name)}", "")
    for row in csv.DictReader(io.StringIO(body.decode())):
        name = row["page"].removeprefix(BASE)
        yield Place(f"{home}{quote(name, safe='/~')}.html", row["changed"])


def written(pages: Sequence[Place], home: str, part: int | None) -> bytes:
    """Return the file with all pages, or the list of its parts; or one part, the first is 1."""
    parts = [pages[start : start + MOST] for start in range(0, len(pages), MOST)]
    if part is not None:
        return _pages(parts[part - 1])
    if len(parts) == 1:
        return _pages(pages)
    return _parts(home, parts)


def _absent() -> Problem:
    detail = "The sitemap has no such part; /sitemap.xml names those that there are."
    return Problem(404, "not-found", "There is no such part", detail)


def _pages(pages: Iterable[Place]) -> bytes:
    lines = "".join(f"<url>{_said(page)}</url>\n" for page in pages)
    return f'{_HEAD}<urlset xmlns="{_SPACE}">\n{lines}</urlset>\n'.encode()


def _parts(home: str, parts: Iterable[Sequence[Place]]) -> bytes:
    files = (
        Place(f"{home}sitemap-{number}.xml", max(page.changed for page in part))
        for number, part in enumerate(parts, 1)
    )
    lines = "".join(f"<sitemap>{_said(file)}</sitemap>\n" for file in files)
    return f'{_HEAD}<sitemapindex xmlns="{_SPACE}">\n{lines}</sitemapindex>\n'.encode()


def _said(place: Place) -> str:
    changed = f"<lastmod>{escape(place.changed)}</lastmod>" if place.changed else ""
    return f"<loc>{escape(place.address)}</loc>{changed}"
