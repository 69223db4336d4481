"""The page of the shapes: what each class, and each term, is held to; all text is hostile."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from textwrap import dedent

from fastapi import Request, Response

from aifkg.names import SHAPES, PrefixTable
from aifkg.web import page
from aifkg.web.answer import page_of
from aifkg.web.facts import facts
from aifkg.web.links import anchor, formats
from aifkg.web.rows import Row, rows

_SH = "http://www.w3.org/ns/shacl#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
_TITLE = "The shapes"
_DESCRIPTION = "What the data of the graph, and its terms, are held to before they are served."
_ABOUT = """<p>What is served is held to these shapes
(<a href="https://www.w3.org/TR/shacl/" rel="nofollow noreferrer">SHACL</a>) before: what breaks one
of severity Violation is not served. Each has an IRI, which leads to its place here, and a message
for whoever is to mend the data. The shapes are in the graph too, as
<a href="/rdf-graphs/shapes"><code>GRAPH &lt;https://w3id.org/aifkg/shapes&gt;</code></a>, and
<a href="/ontology">the ontology</a> tells what the terms mean.</p>"""
_TARGETS = ("targetClass", "targetSubjectsOf", "targetObjectsOf", "targetNode")
_TOLD = {_LABEL, f"{_RDF}type", *(f"{_SH}{one}" for one in (*_TARGETS, "property", "message"))}
_META = "meta-"
_Said = Mapping[str, Sequence[str]]


async def shapes_page(request: Request, iri: str) -> Response:
    """Answer the page of all shapes."""

    async def made() -> str:
        found = await rows(request, "shape-statements")
        prefixes = request.app.state.served.prefixes
        async with request.app.state.rendering:
            return await asyncio.to_thread(lambda: Shapes(found, prefixes).html(iri))

    main = await request.app.state.rendered.page(request, "shapes", made)
    return page_of(request, _TITLE, main, description=_DESCRIPTION)


class Shapes:
    """The shapes, and the page of them."""

    def __init__(self, found: Sequence[Row], prefixes: PrefixTable) -> None:
        said: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for row in found:
            said[row["shape"]][row["property"]].append(row["value"])
        self._said: Mapping[str, _Said] = said
        self._prefixes = prefixes

    def html(self, iri: str) -> str:
        """Return what stands in the frame."""
        of_data: list[str] = []
        of_terms: list[str] = []
        for one in self._roots():
            (of_terms if _name(one).startswith(_META) else of_data).append(one)
        parts = "\n".join(
            f"<h2>{title}</h2>\n" + "\n".join(map(self._node, shapes))
            for title, shapes in (("Things", of_data), ("Terms", of_terms))
            if shapes
        )
        return f"""{page.HOME}
<h1>{_TITLE}</h1>
{_ABOUT}
{formats(iri)}
{parts}"""

    def _roots(self) -> list[str]:
        """Return the shapes that are no part of another, in the order of their names."""
        parts = {
            value
            for one, said in self._said.items()
            for property_, values in said.items()
            for value in values
            if property_ == f"{_RDF}rest" or value.startswith(f"{one}-")
        }
        return sorted(one for one in self._said if one not in parts)

    def _own(self, iri: str) -> list[str]:
        """Return the parts that are named after the shape they are of."""
        found = self._said[iri].get(f"{_SH}property", ())
        return [one for one in found if one.startswith(f"{iri}-")]

    def _node(self, iri: str) -> str:
        said = self._said[iri]
        label = next(iter(said.get(_LABEL, ())), _name(iri))
        targets = ", ".join(
            self._term(value) for one in _TARGETS for value in said.get(f"{_SH}{one}", ())
        )
        of_others = set(said.get(f"{_SH}property", ())) - set(self._own(iri))
        parts = "\n".join(self._part(one) for one in self._own(iri))
        return f"""<section class="term" id="{escape(_name(iri))}">
<h3>{escape(label)} {self._self_link(iri)}</h3>
{self._messages(said)}
{facts([("for", targets), *self._rest(iri), ("and", self._terms(sorted(of_others)))])}
{parts}
</section>"""

    def _part(self, iri: str) -> str:
        said = self._said[iri]
        path = ", ".join(self._value(one, iri) for one in said.get(f"{_SH}path", ()))
        return f"""<section class="part" id="{escape(_name(iri))}">
<h4>{path} {self._self_link(iri)}</h4>
{self._messages(said)}
{facts(self._rest(iri))}
</section>"""

    def _self_link(self, iri: str) -> str:
        """Return the short name of a shape as a link to its place, for copying."""
        name = escape(self._prefixes.shorten(iri))
        return f'<a href="#{escape(_name(iri))}"><code>{name}</code></a>'

    def _messages(self, said: _Said) -> str:
        messages = "".join(f"<p>{escape(one)}</p>" for one in said.get(f"{_SH}message", ()))
        severity = next(iter(said.get(f"{_SH}severity", ())), "")
        warned = severity.removeprefix(_SH) if severity else "Violation"
        return messages.replace("</p>", f" <small>{escape(warned)}</small></p>") if messages else ""

    def _rest(self, iri: str) -> Iterator[tuple[str, str]]:
        """Yield what else a shape says, each value with what is said of it in turn."""
        for property_, values in self._said[iri].items():
            if property_ not in _TOLD and property_ != f"{_SH}path":
                shown = ", ".join(self._value(value, iri) for value in values)
                yield anchor(property_, self._prefixes.shorten(property_)), shown

    def _value(self, value: str, of: str) -> str:
        """Return a value: what is a part of its shape is told here, with its anchor."""
        if value not in self._said or not value.startswith(f"{of}-"):
            return self._term(value)
        items = self._items(value)
        if items is not None:
            return items
        inner = [
            f"<code>{escape(self._prefixes.shorten(property_))}</code> "
            + ", ".join(self._value(each, value) for each in values)
            for property_, values in sorted(self._said[value].items(), key=_path_first)
        ]
        return f'<span id="{escape(_name(value))}">{"; ".join(inner)}</span>'

    def _items(self, cell: str) -> str | None:
        """Return the members of a list, or None where it is none."""
        shown, at = [], cell
        while f"{_RDF}first" in self._said.get(at, {}):
            said = self._said[at]
            member = self._value(said[f"{_RDF}first"][0], at)
            shown.append(f'<span id="{escape(_name(at))}">{member}</span>')
            at = said[f"{_RDF}rest"][0]
        return " or ".join(shown) if shown else None

    def _terms(self, values: Sequence[str]) -> str:
        return ", ".join(map(self._term, values))

    def _term(self, value: str) -> str:
        if value.startswith(f"{SHAPES}#"):
            return f'<a href="#{escape(_name(value))}">{escape(self._prefixes.shorten(value))}</a>'
        if value.startswith(("http://", "https://")):
            return anchor(value, self._prefixes.shorten(value))
        kind = ' class="lines"' if "\n" in value else ""
        return f"<code{kind}>{escape(dedent(value).strip())}</code>"


def _path_first(said: tuple[str, Sequence[str]]) -> tuple[bool, str]:
    """Return what sorts the path before what is said of its values."""
    return said[0] != f"{_SH}path", said[0]


def _name(iri: str) -> str:
    return iri.partition("#")[2]
