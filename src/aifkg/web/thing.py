"""The page of a thing: what is held of it, each value with its sources; all text is hostile."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Sequence
from html import escape

from fastapi import Request, Response

from aifkg.rows import EDTF
from aifkg.show import Evidence, Held, Incoming, Link, Property, Sheet, show
from aifkg.show.dates import in_words
from aifkg.show.plain import as_csv, as_json
from aifkg.web import freshness, page
from aifkg.web.answer import page_of
from aifkg.web.asking import refuse_spent
from aifkg.web.finding import BINDING, Asking
from aifkg.web.jsonld import schema_block
from aifkg.web.links import SAFE, anchor, formats
from aifkg.web.served import Served

_MOST_LINKS = 200
_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = (f"{_XSD}integer", f"{_XSD}decimal")
_YEAR = 4
_MOST_DIGITS = 30
_STANDING = {
    "derived": "derived",
    "not chosen": "stated, and not chosen",
    "earlier": "earlier",
}


async def thing_page(request: Request, iri: str) -> Response:
    """Answer the page of what an IRI names."""
    sheet = await _sheet(request, iri)
    async with request.app.state.rendering:
        main = await asyncio.to_thread(lambda: Page(sheet).html())
    main += await schema_block(request, iri)
    return page_of(request, sheet.label, main)


async def thing_json(request: Request, iri: str) -> Response:
    """Answer what an IRI names as JSON that needs no RDF to be read."""
    content = as_json(await _sheet(request, iri))
    body = json.dumps(content, ensure_ascii=False, indent=2).encode()
    return _view(request, body, "json", "application/json")


async def thing_csv(request: Request, iri: str) -> Response:
    """Answer what is held of what an IRI names as a table."""
    return _view(request, as_csv(await _sheet(request, iri)), "csv", "text/csv")


def _view(request: Request, body: bytes, name: str, media_type: str) -> Response:
    served: Served = request.app.state.served
    headers = freshness.headers(served.edition, name, hashlib.sha256(body).hexdigest()[:12])
    if freshness.is_held(request, headers):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=media_type)


async def _sheet(request: Request, iri: str) -> Sheet:
    served: Served = request.app.state.served
    client: str = getattr(request.state, "client", "")
    refuse_spent(served.budget, client)
    asking = Asking(served.pool, asyncio.get_running_loop(), client)
    return await asyncio.get_running_loop().run_in_executor(
        BINDING, show, asking, served.prefixes, iri
    )


class Page:
    """The page of one sheet, and the sources that it has numbered so far."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._numbers: dict[Evidence, int] = {}

    def html(self) -> str:
        """Return what stands in the frame."""
        sheet = self._sheet
        properties = "\n".join(map(self._property, sheet.properties))
        facts = f'<dl class="facts">\n{properties}\n</dl>' if properties else ""
        return f"""{page.HOME}
{_head(sheet)}
{formats(sheet.iri)}
{facts}
{_incoming(sheet)}
{self._sources()}"""

    def _property(self, one: Property) -> str:
        values = "\n".join(f"<dd>{self._held(held)}</dd>" for held in one.values)
        return f"<dt>{anchor(one.iri, one.label)}{_dispute(one)}</dt>\n{values}"

    def _held(self, held: Held) -> str:
        unit = f" {escape(_last(held.unit))}" if held.unit else ""
        text = f"{_value(held.value)}{unit}"
        if held.standing in ("not chosen", "earlier"):
            text = f"<s>{text}</s>" if held.standing == "not chosen" else text
        said = _STANDING.get(held.standing, "")
        if held.rule:
            said = f"derived by {held.rule}"
        note = f" <small>({escape(said)})</small>" if said else ""
        return f"{text}{note}{self._references(held.evidence)}"

    def _references(self, evidence: Sequence[Evidence]) -> str:
        numbers = [self._number(one) for one in evidence]
        links = ", ".join(f'<a href="#source-{number}">{number}</a>' for number in numbers)
        return f' <sup class="sources">{links}</sup>' if links else ""

    def _number(self, evidence: Evidence) -> int:
        return self._numbers.setdefault(evidence, len(self._numbers) + 1)

    def _sources(self) -> str:
        items = "\n".join(
            f'<li id="source-{number}">{_source(one)}</li>' for one, number in self._numbers.items()
        )
        return f'<h2>Sources</h2>\n<ol class="references">\n{items}\n</ol>' if items else ""


def _head(sheet: Sheet) -> str:
    types = ", ".join(map(escape, sheet.types))
    names = "; ".join(map(escape, sheet.names))
    more = [
        f"<p>Also called {names}</p>" if names else "",
        f"<p>{escape(sheet.definition)}</p>" if sheet.definition else "",
        f"<p>Known as {'; '.join(map(_identifier, sheet.identifiers))}</p>"
        if sheet.identifiers
        else "",
    ]
    return f"""<h1>{escape(sheet.label)}</h1>
<p class="kind">{types} <code>{escape(sheet.iri)}</code></p>
{"".join(more)}"""


def _identifier(text: str) -> str:
    return anchor(text, text) if text.startswith(SAFE) else escape(text)


def _dispute(one: Property) -> str:
    if one.dispute is None:
        return ""
    reason = f": {escape(one.dispute.reason)}" if one.dispute.reason else ""
    return (
        f' <small class="disputed">disputed, decided by {escape(one.dispute.rule)}{reason}</small>'
    )


def _incoming(sheet: Sheet) -> str:
    parts = "\n".join(_relation(sheet, one) for one in sheet.incoming)
    return f'<h2>What points here</h2>\n<dl class="facts">\n{parts}\n</dl>' if parts else ""


def _relation(sheet: Sheet, one: Incoming) -> str:
    shown = "\n".join(_pointing(sheet, link) for link in one.things[:_MOST_LINKS])
    left = len(one.things) - _MOST_LINKS
    more = f"\n<dd>and {left:,} more</dd>" if left > 0 else ""
    return f"<dt>{anchor(one.iri, one.label)}</dt>\n{shown}{more}"


def _pointing(sheet: Sheet, link: Link) -> str:
    """Return a thing that points here; what is part of this document is found by its fragment."""
    document, _, fragment = (link.iri or "").partition("#")
    place = f' id="{escape(fragment)}"' if fragment and document == sheet.iri else ""
    return f"<dd{place}>{_value(link)}</dd>"


def _source(evidence: Evidence) -> str:
    when = in_words(evidence.published or f"undated, available by {evidence.available}")
    valid = evidence.valid
    about = f", of {in_words(valid)}" if valid and valid != evidence.published else ""
    publisher = f"{escape(evidence.publisher)}: " if evidence.publisher else ""
    title = anchor(evidence.source, evidence.title)
    return f"{publisher}{title}, {escape(evidence.locator)}, {escape(when + about)}"


def _value(link: Link) -> str:
    if link.iri is not None:
        return anchor(link.iri, link.text)
    if link.datatype == EDTF:
        return escape(in_words(link.text))
    if link.text.startswith(SAFE):
        return anchor(link.text, link.text)
    is_number = link.datatype in _NUMBERS and link.text.isdecimal()
    is_long = _YEAR < len(link.text) < _MOST_DIGITS
    return f"{int(link.text):,}" if is_number and is_long else escape(link.text)


def _last(iri: str) -> str:
    """Return a unit as it is read: the last part of its IRI where it has no label."""
    return iri.rpartition("/")[2] if iri.startswith(SAFE) else iri
