"""Find: GET /find?q=… lists what is called so: a page, JSON, or suggestions for a browser."""

from __future__ import annotations

import json
from html import escape
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response

from aifkg.engine import Format
from aifkg.web import page
from aifkg.web.address import root
from aifkg.web.answer import page_of
from aifkg.web.chosen import HTML, JSON, chosen
from aifkg.web.discovery.matches import Found, How, Match
from aifkg.web.discovery.search import matches
from aifkg.web.links import local
from aifkg.web.place import prefix_of
from aifkg.web.plain_view import view
from aifkg.web.problem import ParameterProblem
from aifkg.web.protocol import fields, one

SUGGESTIONS = Format("suggestions", "application/x-suggestions+json", "json")
_OFFERED = (JSON, SUGGESTIONS, HTML)
_MOST_CHARACTERS = 200
_MOST_SHOWN = 50
_MOST_SUGGESTED = 10
_ABOUT = """<p>Factories, antennas, supercomputers, organisations, people, programmes, laws, events,
money, sources, codes and terms are found by any of their names, in any order of words.</p>"""
_EMPTY = """<div class="empty">
<p><strong>Nothing is called so.</strong> The graph covers Europe&rsquo;s AI factories and antennas,
their supercomputers, hosts, partners, money, people, laws, reports and events.</p>
<p>To try: fewer words, or one word that stands in the name; the short name, as
<a href="/find?q=LUMI" rel="nofollow">LUMI</a>; the name in its own language; or a
<a href="/">question on the first page</a>.</p>
</div>"""
_LOOSE = {
    How.NEAR: "Nothing is called so; these are spelt nearly so.",
    How.SOME: "Nothing has all of these words in its name; these have some.",
}


async def find(request: Request) -> Response:
    """Answer what is called as the parameter q says."""
    given = fields(request.scope["query_string"])
    format_ = chosen(request, one(given, "format"), _OFFERED)
    request.state.as_page = format_ is HTML
    text = _text(one(given, "q"), is_needed=format_ is not HTML)
    found = await matches(request, text, _MOST_SHOWN) if text else Found((), 0)
    if format_ is HTML:
        return _page(request, text, found)
    write = _suggestions if format_ is SUGGESTIONS else _json
    content: Any = write(request, text, found)
    body = json.dumps(content, ensure_ascii=False, indent=None if format_ is SUGGESTIONS else 2)
    encoded = body.encode("utf-8", "replace")
    return view(request, encoded, format_.name, format_.media_type)


def _text(value: str | None, *, is_needed: bool) -> str:
    text = (value or "").strip()
    if len(text) > _MOST_CHARACTERS:
        size = f"{len(text):,} characters; it may have {_MOST_CHARACTERS}"
        raise ParameterProblem(f"The parameter q has {size}.")
    if is_needed and not text:
        raise ParameterProblem(
            "The parameter q is missing: it is the name, or part of it, to look for."
        )
    return text


def _json(request: Request, text: str, found: Found) -> dict[str, Any]:
    prefix = prefix_of(request.scope)
    told = [_one(match, prefix) for match in found.best]
    return {"query": text, "total": found.total, "shown": len(told), "found": told}


def _one(match: Match, prefix: str) -> dict[str, str]:
    said = {
        "iri": match.thing,
        "label": match.label,
        "kind": match.kind,
        "match": match.how.name.lower(),
        "name": match.name,
        "page": prefix + local(match.thing),
    }
    return {name: value for name, value in said.items() if value is not None}


def _suggestions(request: Request, text: str, found: Found) -> list[Any]:
    """Return what browsers show below their search field: names, kinds and pages (OpenSearch)."""
    shown = found.best[:_MOST_SUGGESTED]
    names = [match.name or match.label for match in shown]
    home = root(request)
    pages = [home + local(match.thing)[1:] for match in shown]
    return [text, names, [match.kind for match in shown], pages]


def _page(request: Request, text: str, found: Found) -> Response:
    main = f"{page.HOME}\n<h1>Find</h1>\n{_results(text, found) if text else _ABOUT}"
    return page_of(request, f"Find: {text}" if text else "Find", main, sought=text)


def _results(text: str, found: Found) -> str:
    if not found.total:
        return _EMPTY
    items = "\n".join(map(_item, found.best))
    address = f"/find?{urlencode({'q': text, 'format': 'json'})}"
    return f"""<p role="status">{_count(found)}</p>
<ul class="found">
{items}
</ul>
<p class="formats">The same as <a href="{escape(address)}" rel="nofollow">JSON</a></p>"""


def _count(found: Found) -> str:
    loose = _LOOSE.get(found.best[0].how)
    if loose is not None:
        return loose
    if found.total > _MOST_SHOWN:
        return f"The first {_MOST_SHOWN} of {found.total:,}; one more word finds fewer."
    return (
        "One has it in its name." if found.total == 1 else f"{found.total} have it in their names."
    )


def _item(match: Match) -> str:
    also = f", also called {escape(match.name)}" if match.name else ""
    link = f'<a href="{escape(local(match.thing))}">{escape(match.label)}</a>'
    return f"<li>{link} <small>{escape(match.kind)}{also}</small></li>"
