"""The codes: each scheme with what its codes mean, in the reference and on a page of its own."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from fastapi import Request, Response

from aifkg.web import page
from aifkg.web.answer import page_of
from aifkg.web.links import anchor, formats
from aifkg.web.rows import Row, rows
from aifkg.web.thing import sections, thing_page, tools
from aifkg.web.thing.asked import found_of
from aifkg.web.thing.page import head
from aifkg.web.thing.references import References


async def code_page(request: Request, iri: str) -> Response:
    """Answer the page of a scheme with its codes, or of a code beside the others of its scheme."""
    found = await rows(request, "schemes")
    codes = [row for row in found if row["scheme"] == iri]
    mine = next((row for row in found if row["code"] == iri), None)
    if codes:
        return _scheme_page(request, iri, codes)
    if mine is None:
        return await thing_page(request, iri)
    beside = [row for row in found if row["scheme"] == mine["scheme"] and row is not mine]
    return await _code_page(request, mine, beside)


async def _code_page(request: Request, mine: Row, beside: Sequence[Row]) -> Response:
    sheet = (await found_of(request, mine["code"])).sheet
    references = References()
    others = ", ".join(anchor(row["code"], row["name"]) for row in beside)
    listed = f" Others of it: {others}." if others else ""
    parts = [
        page.HOME,
        head(sheet),
        f"<p>A code of {anchor(mine['scheme'], mine['scheme_name'])}.{listed}</p>",
        sections.facts(sheet, references),
        sections.related(sheet),
        references.html(),
        tools.html(sheet, tools.Edition.of(request)),
    ]
    main = "\n".join(part for part in parts if part)
    return page_of(request, sheet.label, main, description=mine.get("definition", ""))


def _scheme_page(request: Request, iri: str, codes: Sequence[Row]) -> Response:
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
    rank = f" <small>rank {escape(row['rank'])}</small>" if "rank" in row else ""
    link = anchor(row["code"], row["name"])
    definition = row.get("definition", "")
    said = f"<br>{escape(definition)}" if definition else ""
    return f'<li id="{place_of(row["code"])}">{link}{rank}{used}{said}</li>'


def place_of(iri: str) -> str:
    """Return where a scheme or a code stands on the page."""
    return "code-" + escape("-".join(iri.split("/code/")[-1].split("/")[-2:]))
