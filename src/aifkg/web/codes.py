"""The codes: each scheme with what its codes mean, in the reference and on a page of its own."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from fastapi import Request, Response

from aifkg.web import page
from aifkg.web.answer import page_of
from aifkg.web.links import anchor, formats
from aifkg.web.rows import Row, rows
from aifkg.web.thing import thing_page


async def code_page(request: Request, iri: str) -> Response:
    """Answer the page of a scheme with its codes; that of a code is as that of any thing."""
    codes = [row for row in await rows(request, "schemes") if row["scheme"] == iri]
    if not codes:
        return await thing_page(request, iri)
    title = codes[0]["scheme_name"]
    main = f"""{page.HOME}
<h1>{escape(title[:1].upper() + title[1:])}</h1>
<p class="kind"><a href="/code">scheme of codes</a> <code>{escape(iri)}</code></p>
<p>{escape(codes[0].get("scheme_definition", ""))}</p>
{formats(iri)}
{_list(codes)}
<p>The schemes stand together <a href="/ontology#{place_of(iri)}">in the reference</a>.</p>"""
    return page_of(request, title, main, description=codes[0].get("scheme_definition", ""))


def schemes_part(found: Sequence[Row]) -> str:
    """Return the part of the reference about all schemes."""
    by_scheme: dict[str, list[Row]] = {}
    for row in found:
        by_scheme.setdefault(row["scheme"], []).append(row)
    return "\n".join(_scheme(iri, codes) for iri, codes in by_scheme.items())


def _scheme(iri: str, codes: Sequence[Row]) -> str:
    first = codes[0]
    return f"""<section id="{place_of(iri)}">
<h3>{anchor(iri, first["scheme_name"])}</h3>
<p>{escape(first.get("scheme_definition", ""))}</p>
{_list(codes)}
</section>"""


def _list(codes: Sequence[Row]) -> str:
    items = "\n".join(map(_code, codes))
    return f'<ul class="codes">\n{items}\n</ul>'


def _code(row: Row) -> str:
    uses = int(row.get("uses", 0))
    used = f" <small>{uses:,} {'use' if uses == 1 else 'uses'}</small>" if uses else ""
    link = anchor(row["code"], row["name"])
    definition = row.get("definition", "")
    said = f"<br>{escape(definition)}" if definition else ""
    return f'<li id="{place_of(row["code"])}">{link}{used}{said}</li>'


def place_of(iri: str) -> str:
    """Return where a scheme or a code stands on the page."""
    return "code-" + escape("-".join(iri.split("/code/")[-1].split("/")[-2:]))
