"""A page: the frame around what is shown, its headers, and whether a client wants one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from html import escape
from pathlib import Path
from string import Template

from fastapi import Request, Response

from aifkg.engine import GRAPHS, RESULTS
from aifkg.web import freshness
from aifkg.web.field import field_value
from aifkg.web.negotiate import prefers_page

FORMAT = "html"
HOME = '<p class="home"><a href="/">Europe&rsquo;s AI factories</a></p>'
_PAGES = Path(__file__).parent / "pages"
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Vary": "Accept",
}


def wanted(request: Request, format_name: str | None = None) -> bool:
    """Whether the answer is to be a page: by the format that is named, or else by Accept."""
    if format_name:
        return format_name == FORMAT
    return prefers_page(field_value(request, "accept"), (*RESULTS, *GRAPHS))


def page(
    title: str,
    main: str,
    *,
    description: str = "",
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    sought: str = "",
) -> Response:
    """Return a page; title and description are text, `main` is HTML, `sought` is searched for."""
    text = template("frame").substitute(
        title=escape(title),
        description=escape(description or title),
        main=main,
        sought=escape(sought),
    )
    return Response(text, status, {**_HEADERS, **(headers or {})}, "text/html")


def template(name: str) -> Template:
    """Return a template of the pages."""
    return Template((_PAGES / f"{name}.html").read_text(encoding="utf-8"))


def stylesheet(name: str) -> str:
    """Return one of the parts of the stylesheet."""
    return (_PAGES / f"{name}.css").read_text(encoding="utf-8")


async def style(request: Request) -> Response:
    """Answer the one stylesheet with all its parts, or 304 to a client that holds it."""
    parts = sorted(path.stem for path in _PAGES.glob("*.css"))
    return _kept(request, "\n".join(map(stylesheet, parts)).encode(), "text/css")


async def outlines(request: Request) -> Response:
    """Answer the coasts and boundaries below the points of a map, or 304 to who holds them."""
    return _kept(request, (_PAGES / "europe.svg").read_bytes(), "image/svg+xml")


def _kept(request: Request, content: bytes, media_type: str) -> Response:
    headers = freshness.headers(hashlib.sha256(content).hexdigest()[:12])
    if freshness.is_held(request, headers):
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type=media_type)
