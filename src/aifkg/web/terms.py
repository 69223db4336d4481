"""The page of the ontology: each term with its definition, where it stands and how often."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from html import escape
from urllib.parse import urlencode

from fastapi import Request, Response

from aifkg.engine import BY_NAME
from aifkg.engine import Request as Question
from aifkg.names import TERM, PrefixTable
from aifkg.web import page
from aifkg.web.answer import page_of
from aifkg.web.asking import ask
from aifkg.web.links import anchor, formats
from aifkg.web.query_file import query_file
from aifkg.web.served import Served

_ABOUT = """<p>Classes and properties of the graph. Each has an IRI of its own,
<code>aif:Name</code> for short, and leads to the query that asks for what it describes.</p>"""
_Row = Mapping[str, str]


async def terms_page(request: Request, iri: str) -> Response:
    """Answer the reference of the ontology."""
    served: Served = request.app.state.served
    answer = await ask(request, Question(query_file("terms"), (BY_NAME["json"],)))
    bindings = json.loads(answer.body)["results"]["bindings"]
    rows = [{name: term["value"] for name, term in row.items()} for row in bindings]
    classes = [row for row in rows if row["is_class"] == "true"]
    properties = [row for row in rows if row["is_class"] != "true"]
    main = f"""{page.HOME}
<h1>The ontology</h1>
{_ABOUT}
{formats(iri)}
{_part("Classes", classes, served.prefixes)}
{_part("Properties", properties, served.prefixes)}"""
    return page_of(request, "The ontology", main)


def _part(title: str, rows: Iterable[_Row], prefixes: PrefixTable) -> str:
    items = "\n".join(_term(row, prefixes) for row in rows)
    return f'<h2>{title}</h2>\n<dl class="terms">\n{items}\n</dl>' if items else ""


def _term(row: _Row, prefixes: PrefixTable) -> str:
    name = row["term"].removeprefix(TERM)
    said = [
        (title, ", ".join(anchor(iri, prefixes.shorten(iri)) for iri in row[key].split()))
        for title, key in (("narrower than", "above"), ("of", "domain"), ("to", "range"))
        if row.get(key)
    ]
    said.append(("used", f"{int(row.get('uses', 0)):,} times; {_query_link(row)}"))
    more = "; ".join(f"{title} {text}" for title, text in said)
    return f"""<dt id="{escape(name)}">{escape(row["label"])} <code>aif:{escape(name)}</code></dt>
<dd>{escape(row.get("definition", ""))} <small>{more}</small></dd>"""


def _query_link(row: _Row) -> str:
    """Return a link to the query that asks for what a term describes."""
    name = "aif:" + row["term"].removeprefix(TERM)
    is_class = row["is_class"] == "true"
    pattern = f"?thing a {name} ; rdfs:label ?name ." if is_class else f"?thing {name} ?value ."
    sparql = f"""PREFIX aif: <{TERM}>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT * WHERE {{
  {pattern}
}}
LIMIT 100
"""
    address = f"/sparql?{urlencode({'query': sparql, 'format': 'html'})}"
    return f'<a href="{escape(address)}" rel="nofollow">ask for them</a>'
