"""The page of a named graph that is no passage: what fills it, and what stands in it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from html import escape

from fastapi import Request, Response

from aifkg.engine import BY_NAME, GRAPHS, Bindings, NamedNode
from aifkg.engine import Request as Question
from aifkg.names import BASE, RULE, PrefixTable
from aifkg.web import freshness, page
from aifkg.web.answer import page_of
from aifkg.web.asking import ask
from aifkg.web.form import written
from aifkg.web.links import anchor, formats
from aifkg.web.query_file import query_file
from aifkg.web.rows import Row, rows
from aifkg.web.served import Served

_SHOWN = 160
_CARRIES = NamedNode("http://www.w3.org/ns/shacl#construct")
_HEADS = "".join(f'<th scope="col">{one}</th>' for one in ("of", "property", "value"))


async def graph_page(request: Request, iri: str) -> Response:
    """Answer the page of a rule, or of another graph that the build fills."""
    served: Served = request.app.state.served
    about: Bindings = {"thing": NamedNode(iri)}
    (record, *_) = await rows(request, "graph-record", {**about, "carries": _CARRIES})
    found = await rows(request, "graph-parts", about)
    title = record.get("name") or served.prefixes.shorten(iri)
    async with request.app.state.rendering:
        main = await asyncio.to_thread(_main, iri, title, record, found, served.prefixes)
    return page_of(request, title, main, description=record.get("definition", ""))


async def graph_csv(request: Request, iri: str) -> Response:
    """Answer the statements of a named graph as a table."""
    question = Question(
        query_file("graph-statements"), (BY_NAME["csv"],), {"thing": NamedNode(iri)}
    )
    answer = await ask(request, question, version="statements")
    if freshness.is_held(request, answer.headers):
        return Response(status_code=304, headers=answer.headers)
    return Response(answer.body, headers=answer.headers)


def _main(iri: str, title: str, record: Row, found: Sequence[Row], prefixes: PrefixTable) -> str:
    kind = "rule" if iri.startswith(RULE) else "named graph"
    space = iri.removeprefix(BASE).partition("/")[0]
    return f"""{page.HOME}
<h1>{escape(title)}</h1>
<p class="kind"><a href="/{escape(space)}">{kind}</a> <code>{escape(iri)}</code></p>
<p>{escape(record.get("definition", ""))}</p>
{formats(iri)}
{_text(record.get("text"))}
<h2>What stands in it</h2>
{_statements(iri, found, prefixes)}"""


def _text(text: str | None) -> str:
    """Return the rule itself, below what says what it does."""
    if text is None:
        return ""
    return f"""<h2>The rule</h2>
<p>What this query gives, as far as it does not stand already, is derived.</p>
<pre tabindex="0">
{escape(text)}</pre>"""


def _statements(iri: str, found: Sequence[Row], prefixes: PrefixTable) -> str:
    counts = {row["property"]: int(row["count"]) for row in found}
    if not counts:
        return "<p>Nothing: there is no case for it in what is known.</p>"
    lines = "\n".join(_line(row, prefixes) for row in found)
    counted = ", ".join(
        f"{anchor(iri, prefixes.shorten(iri))} {count:,}" for iri, count in counts.items()
    )
    return f"""<p>{sum(counts.values()):,} statements: {counted}. The first of each:</p>
<div class="scroll" role="region" aria-label="Statements" tabindex="0">
<table>
<thead><tr>{_HEADS}</tr></thead>
<tbody>
{lines}
</tbody>
</table>
</div>
<p class="formats">The graph by itself: {_downloads(iri)}</p>"""


def _line(row: Row, prefixes: PrefixTable) -> str:
    subject = _shown(row["subject"], row.get("subject_name"), prefixes)
    property_ = anchor(row["property"], prefixes.shorten(row["property"]))
    value = _shown(row["value"], row.get("value_name"), prefixes)
    return f"<tr><td>{subject}</td><td>{property_}</td><td>{value}</td></tr>"


def _shown(text: str, name: str | None, prefixes: PrefixTable) -> str:
    shown = name or prefixes.shorten(text)
    cut = shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + "…"
    return anchor(text, cut)


def _downloads(iri: str) -> str:
    name = escape(iri.removeprefix(BASE))
    return ", ".join(
        f'<a href="/rdf-graphs/{name}?format={one.name}" rel="nofollow">{written(one)}</a>'
        for one in GRAPHS
    )
