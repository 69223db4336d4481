"""Records of what the build makes beside the data: the rules, and the graphs it fills."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aifkg.build import rdf
from aifkg.build.terms import RDF_TYPE, RDFS_LABEL, iri
from aifkg.names import DERIVED_GRAPH, RULE, SHAPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aifkg.build.derive import Rule
    from aifkg.build.terms import Triple

_DEFINITION = iri("http://www.w3.org/2004/02/skos/core#definition")
_SH = "http://www.w3.org/ns/shacl#"
_NAMED_GRAPH = iri("http://www.w3.org/ns/sparql-service-description#NamedGraph")
_GRAPHS = (
    (DERIVED_GRAPH, "Derived statements", "What the rules derive, all of them together."),
    (
        SHAPES,
        "Shapes",
        "What the data, and the terms themselves, are held to before they are served.",
    ),
)


def describe(rules: Iterable[Rule]) -> Iterator[Triple]:
    """Yield the record of each rule with its text, and of the graphs that are no passage."""
    for name, title, definition in _GRAPHS:
        yield iri(name), RDF_TYPE, _NAMED_GRAPH
        yield from _told(iri(name), title, definition)
    for rule in rules:
        me = iri(RULE + rule.stem)
        yield me, RDF_TYPE, iri(f"{_SH}SPARQLConstructExecutable")
        yield me, RDF_TYPE, _NAMED_GRAPH
        yield me, iri(f"{_SH}construct"), rdf.text(rule.text)
        yield from _told(me, rule.title, rule.sentence)


def _told(me: str, title: str | None, definition: str | None) -> Iterator[Triple]:
    for predicate, said in ((RDFS_LABEL, title), (_DEFINITION, definition)):
        if said:
            yield me, predicate, rdf.text(said, "en")
