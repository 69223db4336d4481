"""The reference of the ontology: chapters of classes and properties, and the codes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from html import escape

from fastapi import Request, Response

from aifkg.spreadsheet import written
from aifkg.web import page
from aifkg.web.answer import page_of
from aifkg.web.codes import place_of, schemes_part
from aifkg.web.links import formats
from aifkg.web.ontology import Ontology, Term
from aifkg.web.plain_view import view
from aifkg.web.term import Reference

_TITLE = "The ontology"
_DESCRIPTION = "Classes, properties and codes of the graph: what each means and how it is used."
_ABOUT = """<p>What the graph says, it says in these classes and properties, written
<code>aif:Name</code> for <code>https://w3id.org/aifkg/ontology#Name</code>; that IRI leads to the
part of this page about it. What each class of things is held to before it is served is in
<a href="/shapes">the shapes</a>, and what follows from what is stated in
<a href="/rule">the rules</a>.</p>"""
_CODES = """<p>Where a value is one of a few, it is a code of one of these schemes. What a code
means holds wherever it is used.</p>"""
_COLUMNS = ("term", "kind", "label", "definition", "chapter", "values", "uses")


async def terms_page(request: Request, iri: str) -> Response:
    """Answer the reference of the ontology."""

    async def made() -> str:
        ontology = await Ontology.read(request)
        reference = Reference(ontology, request.app.state.served.prefixes)
        async with request.app.state.rendering:
            return await asyncio.to_thread(_main, ontology, reference, iri)

    main = await request.app.state.rendered.page(request, "ontology", made)
    return page_of(request, _TITLE, main, description=_DESCRIPTION)


async def terms_json(request: Request, iri: str) -> Response:
    """Answer the terms as JSON that needs no RDF to be read."""
    content = {"iri": iri, "terms": list(_table(await Ontology.read(request)))}
    body = json.dumps(content, ensure_ascii=False, indent=2).encode()
    return view(request, body, "json", "application/json")


async def terms_csv(request: Request, iri: str) -> Response:  # noqa: ARG001 - as all views
    """Answer the terms as a table."""
    body = written(_COLUMNS, _table(await Ontology.read(request)))
    return view(request, body, "csv", "text/csv")


def _table(ontology: Ontology) -> Iterator[dict[str, str | int]]:
    labels = {chapter.iri: chapter.label for chapter in ontology.chapters}
    uses = {**ontology.property_uses, **ontology.class_uses}
    for iri, term in sorted(ontology.terms.items()):
        yield {
            "term": iri,
            "kind": "class" if term.is_class else "property",
            "label": term.label,
            "definition": term.definition,
            "chapter": labels.get(term.chapter, ""),
            "values": "" if term.is_class else ("one" if term.is_single else "many"),
            "uses": int(uses.get(iri, {}).get("uses", 0)),
        }


def _main(ontology: Ontology, reference: Reference, iri: str) -> str:
    chapters = "\n".join(_chapter(ontology, reference, one) for one in ontology.chapters)
    return f"""{page.HOME}
<h1>{_TITLE}</h1>
{_ABOUT}
{formats(iri)}
{_contents(ontology)}
{chapters}
<h2 id="codes">Codes</h2>
{_CODES}
{schemes_part(ontology.schemes)}"""


def _contents(ontology: Ontology) -> str:
    """Return the table of contents: each chapter, closed, with links to its terms."""
    parts = "\n".join(_contents_of(ontology, one) for one in ontology.chapters)
    schemes = dict.fromkeys((row["scheme"], row["scheme_name"]) for row in ontology.schemes)
    codes = ", ".join(f'<a href="#{place_of(iri)}">{escape(name)}</a>' for iri, name in schemes)
    return f"""<nav class="contents" aria-label="Contents">
<h2>Contents</h2>
<dl>
{parts}
<dt><a href="#codes">Codes</a></dt><dd>{codes}</dd>
</dl>
</nav>"""


def _contents_of(ontology: Ontology, chapter: Term) -> str:
    classes, properties = ontology.of_chapter(chapter.iri)
    names = ", ".join(
        f'<a href="#{escape(one.name)}">{escape(one.label)}</a>' for one in (*classes, *properties)
    )
    place = _place(chapter.iri)
    return f'<dt><a href="#{place}">{escape(chapter.label)}</a></dt><dd>{names}</dd>'


def _chapter(ontology: Ontology, reference: Reference, chapter: Term) -> str:
    classes, properties = ontology.of_chapter(chapter.iri)
    parts = [
        f"<h3>{title}</h3>\n" + "\n".join(map(reference.part, terms))
        for title, terms in (("Classes", classes), ("Properties", properties))
        if terms
    ]
    return f"""<h2 id="{_place(chapter.iri)}">{escape(chapter.label)}</h2>
<p>{escape(chapter.definition)}</p>
{"".join(parts)}"""


def _place(iri: str) -> str:
    return f"chapter-{escape(iri.rpartition('/')[2])}"
