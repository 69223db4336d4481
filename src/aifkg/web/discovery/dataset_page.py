"""The page of the dataset: what it is, whose, of when, how to get it and how to cite it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from html import escape

from fastapi import Request, Response

from aifkg.engine import BY_NAME
from aifkg.engine import Request as Question
from aifkg.names import DATASET
from aifkg.show.dates import in_words
from aifkg.web import page
from aifkg.web.answer import page_of
from aifkg.web.asking import ask
from aifkg.web.discovery.coverage import coverage
from aifkg.web.discovery.distributions import are_offered
from aifkg.web.links import anchor, formats
from aifkg.web.query_file import query_file
from aifkg.web.served import Served
from aifkg.web.thing.tools import Edition
from aifkg.web.version import counts

_NAMES = {"https://creativecommons.org/licenses/by/4.0/": "CC BY 4.0"}
"""Licences as people call them."""
_WAYS = """<a href="/snapshot.nq">the whole graph as N-Quads</a>{size};
<a href="/sparql" rel="nofollow">any part of it by SPARQL</a>"""
_DOWNLOADS = """;
<a href="/dump/">TriG, Turtle, JSON-LD, CSV and a database for SQL</a>"""
_DESCRIBED = """<a href="/catalog">a catalogue record (DCAT-AP)</a>,
<a href="/.well-known/void">what the endpoint can do (VoID)</a>,
<a href="/ontology">the ontology</a>"""


async def dataset_page(request: Request, iri: str) -> Response:
    """Answer the page."""
    served: Served = request.app.state.served
    answer = await ask(request, Question(query_file("discovery/record"), (BY_NAME["json"],)))
    (row,) = json.loads(answer.body)["results"]["bindings"]
    record = {name: term["value"] for name, term in row.items()}
    known = {name: term.value for name, term in (await coverage(request)).items()}
    title = record.get("title", DATASET)
    ways = _ways(known, has_downloads=await are_offered(request))
    facts = "\n".join(
        f"<dt>{name}</dt>\n<dd>{value}</dd>" for name, value in _facts(served, record, known, ways)
    )
    main = f"""{page.HOME}
<h1>{escape(title)}</h1>
<p class="kind">dataset <code>{escape(iri)}</code></p>
<p>{escape(record.get("description", ""))}</p>
{formats(iri)}
<dl class="facts">
{facts}
</dl>"""
    return page_of(request, title, main)


def _facts(
    served: Served, record: Mapping[str, str], known: Mapping[str, str], ways: str
) -> Iterator[tuple[str, str]]:
    """Yield what there is to say, as HTML, each under its name."""
    held = counts(served.manifest)
    if held:
        yield "holds", ", ".join(f"{count:,} {escape(name)}" for name, count in held.items())
    if "license" in record:
        license_ = record["license"]
        yield "licence", anchor(license_, _NAMES.get(license_, license_))
    if "publisher" in record:
        yield "by", escape(record["publisher"])
    if "earliest" in known:
        span = f"{in_words(known['earliest'])} to {in_words(known['latest'])}"
        yield "sources", f"of {escape(span)}"
    if "changed" in known:
        yield "changed last", escape(in_words(known["changed"]))
    yield "version", f"<code>{served.sha256}</code>"
    yield "to get", ways
    yield "described in", _DESCRIBED
    yield "to cite", escape(_citation(served, record))


def _ways(known: Mapping[str, str], *, has_downloads: bool) -> str:
    """Return how to get the data, as HTML."""
    size = int(known.get("byte_size", 0))
    ways = _WAYS.format(size=f" ({size / 1e6:,.1f} MB)" if size else "")
    return ways + (_DOWNLOADS if has_downloads else "")


def _citation(served: Served, record: Mapping[str, str]) -> str:
    title = record.get("title", "aifkg")
    publisher = record.get("publisher", "aifkg contributors")
    known_on = str(served.manifest.get("as_of") or "")
    edition = Edition(served.sha256, served.changed, known_on=known_on)
    return f"{publisher}: {title}, {edition.name}. {DATASET}"
