"""A table: SPARQL JSON results as HTML; every term is hostile until escaped, knows no request."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from html import escape
from typing import Any

from aifkg.names import BASE, PrefixTable
from aifkg.rows import EDTF
from aifkg.show.dates import in_words
from aifkg.web.links import anchor

MOST_ROWS = 1_000
MOST_CELLS = 20_000
"""Cells of a table: a query may have thousands of columns, each of which costs in each row."""
_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = {
    _XSD + name
    for name in (
        "integer decimal double float int long short byte nonNegativeInteger positiveInteger "
        "nonPositiveInteger negativeInteger unsignedInt unsignedLong unsignedShort unsignedByte"
    ).split()
}
_DATES = {EDTF, *(_XSD + name for name in ("date", "gYearMonth", "gYear", "dateTime"))}
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]{1,30}(?:\.[0-9]{1,30})?", re.ASCII)
_LONG = 60
_MOST_ON_A_PHONE = 3
"""Columns that stand side by side on a narrow screen; rows of more become cards there."""
Term = Mapping[str, Any]


def table(body: bytes, prefixes: PrefixTable) -> str | None:
    """Return the table of a SELECT's answer, or None where it has no rows."""
    content = json.loads(body)
    names: Sequence[str] = content["head"]["vars"]
    rows: Sequence[Mapping[str, Term]] = content["results"]["bindings"]
    if not rows:
        return None
    most = min(MOST_ROWS, MOST_CELLS // max(1, len(names)))
    if not most:
        return f"<p>{_too_wide(len(names))}</p>"
    shown = rows[:most]
    numeric = {name for name in names if _is_numeric(row.get(name) for row in shown)}
    heads = "".join(_heading(name, name in numeric) for name in names)
    is_wide = len(names) > _MOST_ON_A_PHONE
    labels = {name: _words(name) if is_wide else "" for name in names}
    lines = "\n".join(
        f"<tr>{''.join(cell(row.get(name), prefixes, labels[name]) for name in names)}</tr>"
        for row in shown
    )
    region = "scroll wide" if is_wide else "scroll"
    return f"""<div class="{region}" role="region" aria-label="Answer" tabindex="0">
<table>
<caption>{_caption(len(rows), most)}</caption>
<thead><tr>{heads}</tr></thead>
<tbody>
{lines}
</tbody>
</table>
</div>"""


def cell(term: Term | None, prefixes: PrefixTable, label: str = "") -> str:
    """Return the cell of a term, empty where there is none.

    The label is what a card calls the cell. One without a term has none: names stand with terms in
    the answer too, so that long names make no page larger than an answer may be.
    """
    if term is None:
        return "<td></td>"
    named = f' data-label="{escape(label)}"' if label else ""
    if "xml:lang" in term:
        language = escape(term["xml:lang"])
        return f'<td{_kind(term, prefixes)} lang="{language}"{named}>{escape(term["value"])}</td>'
    if _is_number(term):
        return f'<td class="number"{named}>{_grouped(term["value"])}</td>'
    if term.get("datatype") in _DATES:
        return f'<td class="date"{named}>{escape(in_words(term["value"]))}</td>'
    return f"<td{_kind(term, prefixes)}{named}>{_inline(term, prefixes)}</td>"


def _inline(term: Term, prefixes: PrefixTable) -> str:
    value = term["value"]
    match term["type"]:
        case "uri":
            return _link(value, prefixes)
        case "bnode":
            return f"_:{escape(value)}"
        case "triple":
            parts = (_inline(value[part], prefixes) for part in ("subject", "predicate", "object"))
            return f"&lt;&lt; {' '.join(parts)} &gt;&gt;"
        case _:
            return escape(value)


def _link(iri: str, prefixes: PrefixTable) -> str:
    """Return a link that shows the CURIE, or the path of what is ours and has none."""
    return anchor(iri, prefixes.shorten(iri).removeprefix(BASE) or iri)


def _kind(term: Term, prefixes: PrefixTable) -> str:
    """Return the class of a cell: a CURIE is kept on one line, a long text is given room."""
    if term["type"] == "uri":
        return ' class="name"' if prefixes.shorten(term["value"]) != term["value"] else ""
    return ' class="long"' if len(term["value"]) > _LONG else ""


def _heading(name: str, numeric: bool) -> str:  # noqa: FBT001 - a fact about the column
    kind = ' class="number"' if numeric else ""
    return f'<th scope="col"{kind}>{escape(_words(name))}</th>'


def _words(name: str) -> str:
    return name.replace("_", " ")


def _caption(count: int, most: int) -> str:
    if count > most:
        return f"The first {most:,} of {count:,} rows; CSV, JSON and XML have them all"
    return "1 row" if count == 1 else f"{count:,} rows"


def _too_wide(columns: int) -> str:
    return f"The answer has {columns:,} columns, too many for a page; CSV, JSON and XML have them."


def _is_numeric(column: Any) -> bool:
    terms = [term for term in column if term is not None]
    return bool(terms) and all(map(_is_number, terms))


def _is_number(term: Term) -> bool:
    return term.get("datatype") in _NUMBERS


def _grouped(text: str) -> str:
    """Return a number with its thousands set apart; one in another notation as it stands."""
    return f"{Decimal(text):,f}" if _PLAIN_NUMBER.fullmatch(text) else escape(text)
