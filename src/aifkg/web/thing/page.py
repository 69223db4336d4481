"""The page of a thing: what is held of it, each value with its sources; all text is hostile."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from aifkg.names import TERM
from aifkg.show import Incoming, Point, Sheet
from aifkg.show.words import listed
from aifkg.web.links import SAFE, anchor, local
from aifkg.web.page import HOME
from aifkg.web.thing import map as drawing
from aifkg.web.thing import sections, tools
from aifkg.web.thing.references import References

_REGISTERS = {"http://www.wikidata.org/entity/": "Wikidata", "https://ror.org/": "ROR"}
_NAMED = 3
"""How many of what points at a thing its sentence names."""
_EVIDENCE = (f"{TERM}attributedTo",)
"""Relations that tell where a thing is named, not what it is."""


def html(sheet: Sheet, around: Sequence[Point], edition: tools.Edition) -> str:
    """Return what stands in the frame; `around` are the places that a map shows beside it."""
    references = References()
    parts = [
        crumbs(sheet),
        head(sheet),
        tools.links(sheet),
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


def crumbs(sheet: Sheet, index: str = "") -> str:
    """Return the way up: to the first page, and to the index of what is of the same kind.

    Where none is given, it is what the IRI of the thing stands directly below.
    """
    index = index or local(sheet.iri).partition("#")[0].rpartition("/")[0]
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
    """Return what a thing is as a sentence: its clause, or its classes where that says nothing.

    Of what has no properties, such as a country, it says what others say of it.
    """
    said = sheet.clause or ", ".join(sheet.types)
    # The way up says of which kind it is.
    if not said or said in sheet.types:
        pointing = [one for one in sheet.incoming if one.iri not in _EVIDENCE]
        said = "" if sheet.properties or not pointing else _pointed_at(pointing[0])
    if not said:
        return ""
    return said[0].upper() + said[1:] + ("" if said.endswith((".", "…")) else ".")


def _pointed_at(one: Incoming) -> str:
    """Return by what else a thing is known, with the first of the first kinds by name."""
    named = [kind.things[0].text for kind in one.kinds if kind.things][:_NAMED]
    left = one.total - len(named)
    more = ["1 more thing" if left == 1 else f"{left:,} more things"] if left else []
    return f"{one.label} {listed([*named, *more])}"


def _identifier(text: str) -> str:
    """Return an identifier as people know it, a link where it is an address."""
    if not text.startswith(SAFE):
        return escape(text)
    for beginning, register in _REGISTERS.items():
        if text.startswith(beginning):
            return anchor(text, f"{register} {text.removeprefix(beginning)}")
    return anchor(text, text)
