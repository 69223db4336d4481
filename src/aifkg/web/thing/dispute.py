"""The page of a dispute: the values that sources give, side by side, and what decides."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from fastapi import Request

from aifkg.engine import NamedNode
from aifkg.names import TERM, UNKNOWN
from aifkg.show import Held, Link, Property, Sheet
from aifkg.web.links import SAFE, anchor
from aifkg.web.rows import Row, rows
from aifkg.web.thing import sections, tools
from aifkg.web.thing.asked import found_of
from aifkg.web.thing.decision import decision
from aifkg.web.thing.page import crumbs, head
from aifkg.web.thing.references import References
from aifkg.web.thing.values import derivation, shown, value

_INDEX = "/dispute"
"""Where all are listed; the IRI of a dispute also has the kind and the name of its subject."""


async def html(request: Request, sheet: Sheet) -> str:
    """Return what stands on the page of a dispute."""
    subject, property_ = _value(sheet, "onSubject"), _value(sheet, "onProperty")
    about = None if subject is None else (await found_of(request, subject)).sheet
    found = next((one for one in about.properties if one.iri == property_), None) if about else None
    places = await rows(request, "disputed-values", {"thing": NamedNode(sheet.iri)})
    references = References()
    edition = tools.Edition.of(request)
    parts = [
        crumbs(sheet, _INDEX),
        head(sheet),
        tools.links(sheet),
        tools.as_of(sheet, edition),
        _values(about, found, references, _verdict(sheet), places) if about and found else "",
        references.html(),
        "" if found else sections.facts(sheet, References()),
        tools.html(sheet, edition),
    ]
    return "\n".join(part for part in parts if part)


def _value(sheet: Sheet, name: str) -> str | None:
    """Return the IRI that the first value of a property is."""
    values = (one.values for one in sheet.properties if one.iri == TERM + name)
    return next((each.value.iri for group in values for each in group), None)


def _verdict(sheet: Sheet) -> str:
    """Return a link to the verdict that decided, where one did."""
    verdict = _value(sheet, "resolvedByVerdict")
    return "" if verdict is None else f"{anchor(verdict, 'The verdict')}."


def _values(
    about: Sheet, one: Property, references: References, verdict: str, places: Sequence[Row]
) -> str:
    reason = one.dispute.reason if one.dispute else None
    said = decision(places, reason, verdict)
    left = list(places)
    lines = "\n".join(
        f"<tr{_place(each, left)}><td>{shown(each)}</td>"
        f"<td>{derivation(each) or each.standing}</td>"
        f"<td>{references.marks(each.evidence)}</td></tr>"
        for each in one.values
    )
    heads = "".join(f'<th scope="col">{name}</th>' for name in ("value", "standing", "sources"))
    return f"""<h2 id="values">{anchor(about.iri, about.label)}: {anchor(one.iri, one.label)}</h2>
{said}
<div class="scroll" role="region" aria-label="Values" tabindex="0">
<table>
<thead><tr>{heads}</tr></thead>
<tbody>
{lines}
</tbody>
</table>
</div>
{"".join(map(_elsewhere, left))}"""


def _place(one: Held, places: list[Row]) -> str:
    """Return the mark by which the IRI of a value is found, and take it from those left."""
    known = one.value.iri or one.value.text
    found = next((row for row in places if row["value"] == known), None)
    if found is None:
        return ""
    places.remove(found)
    return f' id="{escape(found["option"].partition("#")[2])}"'


def _elsewhere(row: Row) -> str:
    """Return a value that is none of the property, such as one that a verdict tells apart."""
    place = escape(row["option"].partition("#")[2])
    if row["value"] == UNKNOWN:
        return f'<p id="{place}">One source says that it is unknown, which was not chosen.</p>'
    shown = value(Link(row["value"], row["value"] if row["value"].startswith(SAFE) else None))
    return f'<p id="{place}">Stated of another property or thing: {shown}</p>'
