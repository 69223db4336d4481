"""The index of a space of IRIs: a page, by parts where it is long, and the whole as documents."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from fastapi import Request, Response
from starlette.routing import BaseRoute, Route

from aifkg.engine import nearest
from aifkg.names import BASE, TERM
from aifkg.spreadsheet import written
from aifkg.web import page
from aifkg.web.answer import page_of
from aifkg.web.document import document
from aifkg.web.links import anchor, formats, local
from aifkg.web.plain_view import view
from aifkg.web.problem import ParameterProblem, Problem
from aifkg.web.protocol import fields, one
from aifkg.web.resource import BY_ENDING, led
from aifkg.web.space import SPACES, Member, Space, bindings_of, kinds, members, of_kind
from aifkg.web.when import when

MOST = 200
"""Members that a page shows."""
_COLUMNS = ("iri", "name", "about", "count", "published")


def routes() -> list[BaseRoute]:
    """Return the routes of all indexes; a slash at the end leads to the same without one."""
    found: list[BaseRoute] = [
        Route("/id/{kind}/", unslashed),
        Route("/id/{kind}.{ending}", index_of_kind),
        Route("/id/{kind}", index_of_kind),
        Route("/code/{scheme}/", unslashed),
    ]
    for name in SPACES:
        found.append(Route(f"/{name}/", unslashed))
        found += [Route(f"/{name}", index), Route(f"/{name}.{{ending}}", index)]
    return found


async def unslashed(request: Request) -> Response:
    """Lead to the name without the slash at its end, with which prefixes end."""
    place = quote(request.scope["path"].rstrip("/"))
    return Response(status_code=308, headers={"Location": place})


async def index(request: Request) -> Response:
    """Answer the index of a space, or lead to it in the format that a client likes best."""
    name = request.url.path.strip("/").partition(".")[0]
    return await _answer(request, SPACES[name])


async def index_of_kind(request: Request) -> Response:
    """Answer the index of a kind of things; raise Problem where there is no such kind."""
    row = await _kind_of(request, request.path_params["kind"])
    return await _answer(request, of_kind(row, request.app.state.served))


async def _kind_of(request: Request, kind: str) -> dict[str, str]:
    known = await kinds(request)
    if kind in known:
        return dict(known[kind])
    near = nearest(kind, known)
    hint = f" Did you mean {' or '.join(near)}?" if near else f" There are {', '.join(known)}."
    detail = f'There is no kind of things called "{kind[:80]}".{hint}'
    raise Problem(
        404, "not-found", "There is no such kind", detail, did_you_mean=list(near) or None
    )


async def _answer(request: Request, space: Space) -> Response:
    ending = request.path_params.get("ending")
    if ending is None:
        return led(request, space.name)
    format_ = BY_ENDING.get(ending)
    if format_ is None:
        raise Problem(404, "not-found", "There is no such document", _no_ending(space, ending))
    found = await members(request, space)
    if format_.name == page.FORMAT:
        return _page(request, space, found)
    if format_.name == "json":
        return view(request, _json(space, found), "json", format_.media_type)
    if format_.name == "csv":
        return view(request, _csv(found), "csv", format_.media_type)
    return await document(
        request, "members-document", space.name, format_, bindings_of(space, found)
    )


def _no_ending(space: Space, ending: str) -> str:
    known = ", ".join(f".{one}" for one in BY_ENDING)
    return f'/{space.name} is written with one of the endings {known}, not ".{ending[:20]}".'


def _page(request: Request, space: Space, found: Sequence[Member]) -> Response:
    number, last = _number(request), max(1, -(-len(found) // MOST))
    if number > last:
        detail = (
            f"/{space.name} has {last} page{'s' if last > 1 else ''}; there is no page {number}."
        )
        raise Problem(404, "not-found", "There is no such page", detail)
    shown = found[(number - 1) * MOST : number * MOST]
    prefixes = request.app.state.served.prefixes
    items = "\n".join(_item(one, prefixes.shorten(one.iri)) for one in shown)
    main = f"""{page.HOME}
<h1>{escape(space.title)}</h1>
<p class="kind">{_up(space)}{len(found):,} in all, <code>{escape(BASE + space.name)}</code></p>
<p>{escape(space.about)}{_meaning(space)}</p>
{formats(BASE + space.name)}
<ol class="members" start="{(number - 1) * MOST + 1}">
{items}
</ol>
{_pages(space, number, last)}"""
    return page_of(request, space.title, main, description=space.about)


def _up(space: Space) -> str:
    """Return the link to the index that a kind stands in."""
    return '<a href="/id">kind of things</a>: ' if "/" in space.name else ""


def _meaning(space: Space) -> str:
    """Return the link to what the reference says of the members."""
    if not space.class_.startswith(TERM):
        return ""
    return f' <a href="{escape(local(space.class_))}">In the reference</a>.'


def _item(member: Member, short: str) -> str:
    count = f" <small>{member.count:,}</small>" if member.count is not None else ""
    said = [escape(member.about), when(member.published) if member.published else ""]
    about = ", ".join(filter(None, said))
    about = f"<br>{about}" if about else ""
    name = "" if short == member.iri else f" <code>{escape(short)}</code>"
    return f"<li>{_link(member)}{name}{count}{about}</li>"


def _link(member: Member) -> str:
    """Return a link to a member; one whose IRI is not ours leads to what is stated of it here."""
    if member.iri.startswith(BASE):
        return anchor(member.iri, member.name)
    place = f"/query/evidence?subject={quote(member.iri, safe='')}"
    return f'<a href="{escape(place)}">{escape(member.name)}</a>'


def _pages(space: Space, number: int, last: int) -> str:
    """Return the links to the pages before and after."""
    links = [
        f'<a href="/{space.name}.html?page={to}" rel="{rel}">{text}</a>'
        for to, rel, text in ((number - 1, "prev", "before"), (number + 1, "next", "after"))
        if 1 <= to <= last
    ]
    said = f"Page {number} of {last}. " if last > 1 else ""
    return f'<p class="formats">{said}{", ".join(links)}</p>' if links else ""


def _number(request: Request) -> int:
    text = one(fields(request.scope["query_string"]), "page")
    if text is None:
        return 1
    if not (text.isascii() and text.isdecimal() and 0 < len(text) < 7 and int(text)):
        detail = f'The parameter page is a number from 1, not "{text[:40]}".'
        raise ParameterProblem(detail)
    return int(text)


def _json(space: Space, found: Sequence[Member]) -> bytes:
    content = {
        "iri": BASE + space.name,
        "title": space.title,
        "about": space.about,
        "count": len(found),
        "members": [{k: v for k, v in _row(one).items() if v not in ("", None)} for one in found],
    }
    return json.dumps(content, ensure_ascii=False, indent=2).encode()


def _csv(found: Sequence[Member]) -> bytes:
    return written(_COLUMNS, map(_row, found))


def _row(member: Member) -> dict[str, str | int | None]:
    return {name: getattr(member, name) for name in _COLUMNS}
