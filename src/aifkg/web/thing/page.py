"""The page of a thing: what is held of it, each value with its sources; all text is hostile."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from aifkg.show import Point, Sheet
from aifkg.web.links import SAFE, anchor, local
from aifkg.web.page import HOME
from aifkg.web.thing import map as drawing
from aifkg.web.thing import sections, tools
from aifkg.web.thing.references import References

_REGISTERS = {"http://www.wikidata.org/entity/": "Wikidata", "https://ror.org/": "ROR"}


def html(sheet: Sheet, around: Sequence[Point], edition: tools.Edition) -> str:
    """Return what stands in the frame; `around` are the places that a map shows beside it."""
    references = References()
    parts = [
        crumbs(sheet),
        head(sheet),
        tools.as_of(sheet, edition),
        drawing.html(sheet, around),
        sections.first(sheet, references),
        sections.facts(sheet, references),
        sections.timeline(sheet, references),
        sections.rest(sheet, references),
        sections.related(sheet),
        references.html(),
        tools.html(sheet, edition),
    ]
    return "\n".join(part for part in parts if part)


def crumbs(sheet: Sheet) -> str:
    """Return the way up: to the first page, and to the index of what is of the same kind."""
    index = local(sheet.iri).partition("#")[0].rpartition("/")[0]
    if not index or not sheet.types:
        return HOME
    up = f'<a href="{escape(index)}">{escape(sheet.types[0])}</a>'
    return HOME.replace("</p>", f" &rsaquo; {up}</p>")


def head(sheet: Sheet) -> str:
    """Return the name, what it is in a sentence, its other names and its identifiers."""
    names = "; ".join(map(escape, sheet.names))
    known = "; ".join(map(_identifier, sheet.identifiers))
    parts = [
        f"<h1>{escape(sheet.label)}</h1>",
        f'<p class="lead">{escape(sentence(sheet))}</p>' if sentence(sheet) else "",
        f"<p>{escape(sheet.definition)}</p>" if sheet.definition else "",
        f'<p class="quiet">Also called {names}.</p>' if names else "",
        f'<p class="quiet">Identifiers: {known}.</p>' if known else "",
        f'<p class="quiet"><code>{escape(sheet.iri)}</code></p>',
    ]
    return "\n".join(part for part in parts if part)


def sentence(sheet: Sheet) -> str:
    """Return what a thing is as a sentence: its clause, or its classes where that says nothing."""
    said = sheet.clause or ", ".join(sheet.types)
    # The way up says of which kind it is.
    if not said or said in sheet.types:
        return ""
    return said[0].upper() + said[1:] + ("" if said.endswith((".", "…")) else ".")


def _identifier(text: str) -> str:
    """Return an identifier as people know it, a link where it is an address."""
    if not text.startswith(SAFE):
        return escape(text)
    for beginning, register in _REGISTERS.items():
        if text.startswith(beginning):
            return anchor(text, f"{register} {text.removeprefix(beginning)}")
    return anchor(text, text)
