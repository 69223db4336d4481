"""The questions that every client asks, and what their answers hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rdflib import RDFS, XSD, Literal, URIRef
from rdflib.query import Result, ResultRow
from rdflib.term import Node

PREFIXES = """\
PREFIX aif: <https://w3id.org/aifkg/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
LUMI = URIRef("https://w3id.org/aifkg/id/ai-factory/lumi")
PHAROS = URIRef("https://w3id.org/aifkg/id/ai-factory/pharos")
FACTORY = URIRef("https://w3id.org/aifkg/ontology#AIFactory")

FACTORIES = f"{PREFIXES}SELECT ?f ?n {{ ?f a aif:AIFactory ; rdfs:label ?n }} ORDER BY ?n"
NAMES = {LUMI: Literal("LUMI AI Factory", lang="en"), PHAROS: Literal("Pharos", lang="en")}

ASK = f"{PREFIXES}ASK {{ ?f a aif:AIFactory }}"
ASK_NOT = f"{PREFIXES}ASK {{ ?f a aif:NoSuchThing }}"

LABELS = (
    f"{PREFIXES}CONSTRUCT {{ ?f rdfs:label ?n }} WHERE {{ ?f a aif:AIFactory ; rdfs:label ?n }}"
)
LABELLED = {(thing, RDFS.label, name) for thing, name in NAMES.items()}

TERMS = f"""{PREFIXES}SELECT ?i ?n {{ VALUES (?i ?n) {{
  (1 "skoðað 🏭"@is) (2 "a, \\"b\\" <c> & d") (3 1.5) (4 "2024-12-10"^^xsd:date) (5 true)
  (6 <http://e.org/ü>) (7 UNDEF)
}} }}"""
VALUES = [
    Literal("skoðað 🏭", lang="is"),
    Literal('a, "b" <c> & d'),
    Literal("1.5", datatype=XSD.decimal),
    Literal("2024-12-10", datatype=XSD.date),
    Literal("true", datatype=XSD.boolean),
    URIRef("http://e.org/ü"),
    None,
]

# Well-formed, so that clients which read the query themselves send it.
FAILING = "SELECT * { ?s ?p ?o FILTER(<http://e.org/no-such-function>(?o)) }"
DETAIL = "The custom function <http://e.org/no-such-function> is not supported."
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def column(rows: Sequence[Mapping[str, Mapping[str, str]]], name: str) -> list[Node | None]:
    """Return a column of SPARQL JSON results as terms, None where nothing is bound."""
    return [_term(row[name]) if name in row else None for row in rows]


def rows_of(result: Result) -> list[tuple[Node | None, ...]]:
    """Return the rows of what rdflib read."""
    return [tuple(row) for row in result if isinstance(row, ResultRow)]


def _term(found: Mapping[str, str]) -> Node:
    if found["type"] == "uri":
        return URIRef(found["value"])
    return Literal(found["value"], lang=found.get("xml:lang"), datatype=found.get("datatype"))
