"""The page of a dispute: the values that sources give, side by side, and what decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    others = {} if about is None else {about.iri: about}
    for one in sorted({row["apart"] for row in places if "apart" in row} - others.keys()):
        others[one] = (await found_of(request, one)).sheet
    edition = tools.Edition.of(request)
    parts = [
        crumbs(sheet, _INDEX),
        head(sheet),
        tools.links(sheet),
        tools.as_of(sheet, edition),
        _values(about, found, references, _verdict(sheet), places, others)
        if about and found
        else "",
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
    about: Sheet,
    one: Property,
    references: References,
    verdict: str,
    places: Sequence[Row],
    others: Mapping[str, Sheet],
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
{apart(left, others, references)}"""


def apart(left: Sequence[Row], others: Mapping[str, Sheet], references: References) -> str:
    """Return what stands in no line of the table: of other things, or that it is unknown."""
    lines = "\n".join(_elsewhere(row, others, references) for row in left)
    is_apart = any("apart" in row for row in left)
    return f'<h3 id="apart">What is told apart</h3>\n{lines}' if is_apart else lines


def _place(one: Held, places: list[Row]) -> str:
    """Return the mark by which the IRI of a value is found, and take it from those left."""
    found = next(
        (row for row in places if "apart" not in row and row["value"] == _known(one)), None
    )
    if found is None:
        return ""
    places.remove(found)
    return f' id="{escape(found["option"].partition("#")[2])}"'


def _known(one: Held) -> str:
    """Return a value as the answer about the dispute has it."""
    return one.value.iri or one.value.text


def _elsewhere(row: Row, others: Mapping[str, Sheet], references: References) -> str:
    """Return a value that is none of the property, such as one that a verdict tells apart."""
    place = escape(row["option"].partition("#")[2])
    about = others.get(row.get("apart", ""))
    if about is None:
        return f'<p id="{place}">{_apart(row, None, references)}, which was not chosen.</p>'
    found = next((one for one in about.properties if one.iri == row["apart_property"]), None)
    of = anchor(about.iri, about.label) + (f", {anchor(found.iri, found.label)}" if found else "")
    return f'<p id="{place}">{of}: {_apart(row, found, references)}</p>'


def _apart(row: Row, found: Property | None, references: References) -> str:
    """Return a value as the page of the thing has it that it is stated of, with its sources."""
    if row["value"] == UNKNOWN:
        return f"{'one' if found else 'One'} source says that it is unknown"
    values = () if found is None else found.values
    held = next((one for one in values if _known(one) == row["value"]), None)
    if held is None:
        return value(Link(row["value"], row["value"] if row["value"].startswith(SAFE) else None))
    return f"{shown(held)}{references.marks(held.evidence)}"
