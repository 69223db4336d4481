"""A plain request: a GET of the endpoint as most are, read from its bytes; knows no connection."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from functools import cache

from aifkg.engine import Request as Question
from aifkg.web.keeping import may_be_kept
from aifkg.web.negotiate import coding_for
from aifkg.web.protocol import Asked, asked, fields
from aifkg.web.sparql import formats_of

_TARGET = rb"/sparql\?([!\"$-~]+) HTTP/1\.1\r\n"
_FIELDS = rb"((?:[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[\t -~\x80-\xff]*\r\n)+)\r\n"
_PAGE = re.compile(rb"GET (/[!\"$-~]+) HTTP/1\.1\r\n" + _FIELDS)
HEADERS = frozenset(
    b"accept accept-encoding accept-language cache-control connection dnt host if-none-match "
    b"origin pragma priority referer sec-fetch-dest sec-fetch-mode sec-fetch-site user-agent "
    b"sec-ch-ua sec-ch-ua-mobile sec-ch-ua-platform".split()
)
PROXIED_HEADERS = HEADERS | frozenset(
    b"forwarded via x-forwarded-for x-forwarded-host x-forwarded-port x-forwarded-prefix "
    b"x-forwarded-proto x-real-ip".split()
)
"""What a proxy adds, which changes no answer to a query."""


def read(
    data: bytes, plain: Set[bytes], root_path: str = ""
) -> tuple[bytes, dict[bytes, str]] | None:
    """Return the query string and the headers of a request, or None where it is not plain."""
    head = _head(root_path).fullmatch(data)
    headers = None if head is None else _headers(head[2], plain)
    return None if head is None or headers is None else (head[1], headers)


def read_page(data: bytes) -> tuple[str, dict[bytes, str]] | None:
    """Return the target and the headers of a plain GET of what may be kept, or None."""
    head = _PAGE.fullmatch(data)
    if head is None or not may_be_kept(target := head[1].decode("ascii")):
        return None
    headers = _headers(head[2], HEADERS)
    return None if headers is None else (target, headers)


def question(query_string: bytes, headers: Mapping[bytes, str]) -> tuple[Question, Asked] | None:
    """Return what is asked; raise Problem where it is at fault, None where a page is asked for."""
    what = asked(fields(query_string))
    accept = headers.get(b"accept")
    if what.bom or what.format_name == "html" or (accept is not None and "html" in accept.lower()):
        return None
    formats = formats_of(what, accept)
    coding = coding_for(headers.get(b"accept-encoding"))
    return Question(what.sparql, formats, {}, what.dataset, coding), what


@cache
def _head(root_path: str) -> re.Pattern[bytes]:
    """Return what a plain request looks like, the path of the site taken off by a proxy or not."""
    below = rb"(?:%b)?" % re.escape(root_path.encode())
    return re.compile(rb"GET " + below + _TARGET + _FIELDS)


def _headers(block: bytes, plain: Set[bytes]) -> dict[bytes, str] | None:
    """Return the headers of a plain request, or None where it has one that asks for more."""
    headers: dict[bytes, str] = {}
    for line in block.split(b"\r\n")[:-1]:
        name, _, value = line.partition(b":")
        name = name.lower()
        if name in headers or name not in plain:
            return None
        headers[name] = value.strip().decode("latin-1")
    keeps_alive = headers.get(b"connection", "").lower() in ("", "keep-alive")
    return headers if b"host" in headers and keeps_alive else None
