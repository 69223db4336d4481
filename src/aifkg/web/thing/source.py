"""The page of a source: its record, its passages, what each states, and what became of it."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterable, Mapping
from html import escape
from itertools import groupby

from fastapi import Request

from aifkg.engine import BY_NAME, NamedNode
from aifkg.engine import Request as Question
from aifkg.names import PrefixTable
from aifkg.show import Link, Sheet
from aifkg.web.asking import ask
from aifkg.web.links import anchor
from aifkg.web.query_file import query_file
from aifkg.web.served import Served
from aifkg.web.thing import sections, tools
from aifkg.web.thing.page import crumbs, head
from aifkg.web.thing.references import References
from aifkg.web.thing.values import EARLIER, value

_Row = Mapping[str, str]
_NUMBER = re.compile(r"(\d+)")
_MOST_CLAIMS = 2_000


async def html(request: Request, sheet: Sheet) -> str:
    """Return what stands on the page of a source."""
    served: Served = request.app.state.served
    question = Question(query_file("source"), (BY_NAME["json"],), {"thing": NamedNode(sheet.iri)})
    body = (await ask(request, question)).body
    edition = tools.Edition.of(request)
    async with request.app.state.rendering:
        return await asyncio.to_thread(_html, sheet, body, served.prefixes, edition)


def _html(sheet: Sheet, body: bytes, prefixes: PrefixTable, edition: tools.Edition) -> str:
    rows = _rows(body)
    parts = [
        crumbs(sheet),
        head(sheet),
        tools.links(sheet),
        tools.as_of(sheet, edition),
        sections.facts(sheet, References()),
        _counted(rows),
        _passages(rows[:_MOST_CLAIMS], prefixes),
        tools.html(sheet, edition),
    ]
    return "\n".join(part for part in parts if part)


def _rows(body: bytes) -> list[_Row]:
    """Return the claims in the order of the passages' names, numbers in them by their size."""
    rows = [_flat(row) for row in json.loads(body)["results"]["bindings"]]
    rows.sort(key=lambda row: _natural(row["passage"]))
    return rows


def _flat(row: Mapping[str, Mapping[str, str]]) -> _Row:
    flat = {name: term["value"] for name, term in row.items()}
    value_ = row["value"]
    return flat | {"kind": value_["type"], "datatype": value_.get("datatype", "")}


def _natural(iri: str) -> list[tuple[int, str]]:
    """Return where a name stands among others, numbers in it by their size, however long."""
    parts = _NUMBER.split(iri)
    return [(len(part.lstrip("0")), part) if part.isdecimal() else (-1, part) for part in parts]


def _counted(rows: list[_Row]) -> str:
    """Return how much the source states, and how much of it stands."""
    standing = sum(row["stands"] == "true" for row in rows)
    left = len(rows) - _MOST_CLAIMS
    more = f" The first {_MOST_CLAIMS:,} are listed; the documents have all." if left > 0 else ""
    history = sum(map(_is_history, rows))
    over = len(rows) - standing - history
    past = f", {history:,} gave way to later ones" if history else ""
    do = "does" if over == 1 else "do"
    overruled = f", {over:,} {do} not: another claim was chosen" if over else ""
    return (
        f'<h2 id="passages">What it states</h2>\n<p>{len(rows):,} claims; '
        f"{standing:,} stand in the resolved view{past}{overruled}.{more}</p>"
    )


def _passages(rows: Iterable[_Row], prefixes: PrefixTable) -> str:
    groups = groupby(rows, lambda row: (row["passage"], row["locator"]))
    items = "\n".join(
        _passage(passage, locator, list(claims), prefixes) for (passage, locator), claims in groups
    )
    return f'<dl class="facts passages">\n{items}\n</dl>' if items else ""


def _passage(passage: str, locator: str, claims: list[_Row], prefixes: PrefixTable) -> str:
    fragment = escape(passage.partition("#")[2])
    subjects = groupby(claims, lambda row: row["subject"])
    items = "\n".join(_about(list(rows), prefixes) for _, rows in subjects)
    return f'<dt id="{fragment}"><a href="#{fragment}">{escape(locator)}</a></dt>\n{items}'


def _about(rows: list[_Row], prefixes: PrefixTable) -> str:
    """Return what a passage states of one subject."""
    iri = rows[0]["subject"]
    subject = Link(rows[0].get("subject_label") or prefixes.shorten(iri), iri)
    claims = "; ".join(_claim(row, prefixes) for row in rows)
    return f"<dd>{value(subject)}: {claims}</dd>"


def _claim(row: _Row, prefixes: PrefixTable) -> str:
    if row["kind"] == "uri":
        said = Link(row.get("value_label") or prefixes.shorten(row["value"]), row["value"])
    else:
        said = Link(row["value"], datatype=row["datatype"] or None)
    is_struck = row["stands"] != "true" and not _is_history(row)
    text = f"<s>{value(said)}</s>" if is_struck else value(said)
    return f"{escape(row['label'])} {text}{_outcome(row)}"


def _is_history(row: _Row) -> bool:
    """Whether a claim is of a time before that of which another stands, and right all the same."""
    return row["stands"] != "true" and row["varies"] == "true" and not row.get("dispute")


def _outcome(row: _Row) -> str:
    """Return what became of a claim that others contradict, or that does not stand."""
    said = []
    if row["stands"] != "true":
        said.append(EARLIER if _is_history(row) else "does not stand")
    if row.get("dispute"):
        said.append(anchor(row["dispute"], "disputed"))
    return f" <small>({'; '.join(said)})</small>" if said else ""
