"""The page of a dispute: the values that sources give, side by side, and what decides."""

from __future__ import annotations

from dataclasses import replace
from html import escape

from fastapi import Request, Response

from aifkg.names import TERM
from aifkg.show import Property, Sheet
from aifkg.web.answer import page_of
from aifkg.web.links import anchor
from aifkg.web.page import HOME
from aifkg.web.thing import sections, tools
from aifkg.web.thing.asked import sheet_of
from aifkg.web.thing.page import head
from aifkg.web.thing.references import References
from aifkg.web.thing.values import held


async def dispute_page(request: Request, sheet: Sheet) -> Response:
    """Answer the page of a dispute."""
    subject, property_ = _value(sheet, "onSubject"), _value(sheet, "onProperty")
    about = None if subject is None else await sheet_of(request, subject)
    found = next((one for one in about.properties if one.iri == property_), None) if about else None
    references = References()
    edition = tools.Edition.of(request.app.state.served)
    parts = [
        HOME,
        head(sheet),
        _values(about, found, references, _verdict(sheet)) if about and found else "",
        references.html(),
        "" if found else sections.facts(sheet, References()),
        tools.html(sheet, edition),
    ]
    main = "\n".join(part for part in parts if part)
    return page_of(request, sheet.label, main, description=sheet.clause)


def _value(sheet: Sheet, name: str) -> str | None:
    """Return the IRI that the first value of a property is."""
    values = (one.values for one in sheet.properties if one.iri == TERM + name)
    return next((each.value.iri for group in values for each in group), None)


def _verdict(sheet: Sheet) -> str:
    """Return a link to the verdict that decided, where one did."""
    verdict = _value(sheet, "resolvedByVerdict")
    return "" if verdict is None else f" {anchor(verdict, 'The verdict')}."


def _values(about: Sheet, one: Property, references: References, verdict: str) -> str:
    rows = "\n".join(
        f"<tr><td>{held(replace(each, evidence=()), references)}</td><td>{each.standing}</td>"
        f"<td>{references.marks(each.evidence)}</td></tr>"
        for each in one.values
    )
    heads = "".join(f'<th scope="col">{name}</th>' for name in ("value", "standing", "sources"))
    return f"""<h2 id="values">{anchor(about.iri, about.label)}: {anchor(one.iri, one.label)}</h2>
{_decision(one, verdict)}
<div class="scroll" role="region" aria-label="Values" tabindex="0">
<table>
<thead><tr>{heads}</tr></thead>
<tbody>
{rows}
</tbody>
</table>
</div>"""


def _decision(one: Property, verdict: str) -> str:
    if one.dispute is None:
        return ""
    reason = f": {escape(one.dispute.reason)}" if one.dispute.reason else "."
    return f"<p>Decided by: {escape(one.dispute.rule)}{reason}{verdict}</p>"
