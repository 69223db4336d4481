"""What points at a thing by one relation, by parts: a hub may have very many.

A part begins behind the last thing of the one before, so that each costs the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

from fastapi import Request, Response

from aifkg.engine import Bindings, Form, Literal, NamedNode
from aifkg.names import BASE, PrefixTable
from aifkg.web import page
from aifkg.web.answer import format_links, page_of
from aifkg.web.links import anchor
from aifkg.web.problem import Problem
from aifkg.web.protocol import Asked, fields, one
from aifkg.web.query_file import query_file
from aifkg.web.rows import Row, rows
from aifkg.web.served import Served
from aifkg.web.sparql import respond

PATH = "pointing"
MOST = 200
"""Things that a part has; one more is asked for, to know whether there is another part."""
_MOST_CHARACTERS = 2_000


def address(target: str, relation: str, after: str = "") -> str:
    """Return where the things behind one are listed."""
    given = {"to": target, "by": relation, **({"after": after} if after else {})}
    return f"/{PATH}?{urlencode(given)}"


async def pointing(request: Request) -> Response:
    """Answer a part of what points at a thing."""
    served: Served = request.app.state.served
    given = fields(request.scope["query_string"])
    target, relation = (_iri(given, name, served.prefixes) for name in ("to", "by"))
    after = one(given, "after") or ""
    bindings: Bindings = {
        "target": NamedNode(target),
        "relation": NamedNode(relation),
        "after": Literal(after),
    }
    format_name = one(given, "format")
    if page.wanted(request, format_name):
        return await _page(request, bindings, target, relation)
    asked = Asked(query_file(PATH), format_name)
    return await respond(request, asked, bindings=bindings, version=PATH)


async def _page(request: Request, bindings: Bindings, target: str, relation: str) -> Response:
    named = {name: bindings[name] for name in ("target", "relation")}
    (about,) = await rows(request, "relation", named)
    found = await rows(request, PATH, bindings)
    prefixes: PrefixTable = request.app.state.served.prefixes
    name = about.get("name") or prefixes.shorten(target)
    told = about.get("inverse") or f"{about.get('plain') or prefixes.shorten(relation)} of"
    kept = [("to", target), ("by", relation)]
    main = f"""{page.HOME}
<h1>{anchor(target, name)}: {escape(told)}</h1>
<p class="kind">{int(about["total"]):,} in all, in the order of their IRIs</p>
{_items(found[:MOST], prefixes)}
{_next(found, target, relation)}
{format_links(f"/{PATH}", kept, Form.SELECT, PATH)}"""
    return page_of(request, f"{name}: {told}", main)


def _items(found: Sequence[Row], prefixes: PrefixTable) -> str:
    if not found:
        return '<p class="empty">Nothing more points there by this relation.</p>'
    items = "\n".join(
        f"<li>{anchor(row['thing'], row.get('name') or prefixes.shorten(row['thing']))}</li>"
        for row in found
    )
    return f'<ul class="members">\n{items}\n</ul>'


def _next(found: Sequence[Row], target: str, relation: str) -> str:
    if len(found) <= MOST:
        return ""
    there = escape(address(target, relation, found[MOST - 1]["thing"]))
    return f'<p><a href="{there}" rel="next nofollow">The next {MOST}</a></p>'


def _iri(given: Sequence[tuple[str, str]], name: str, prefixes: PrefixTable) -> str:
    """Return the IRI that a parameter gives whole, or as a CURIE; raise Problem without one."""
    text = (one(given, name) or "").strip()
    try:
        iri = text if "://" in text else prefixes.expand(text)
        NamedNode(iri)
    except (KeyError, ValueError):
        iri = ""
    if not iri or len(iri) > _MOST_CHARACTERS:
        detail = (
            f'The parameter {name} is "{text[:80]}"; it has to be an IRI such as '
            f"{BASE}id/country/FIN, or a CURIE of the project such as aif:hostedBy."
        )
        raise Problem(400, "parameter", "A parameter is at fault", detail)
    return iri
