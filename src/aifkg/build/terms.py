"""RDF terms as N-Triples text: what the builder passes about between its steps.

A term is its N-Triples form (`<iri>`, `"text"@en`, `"1"^^<…#decimal>`), so that a sorted list of
lines is a canonical graph. Knows no engine.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from aifkg.names import TERM

Triple: TypeAlias = tuple[str, str, str]
Quad: TypeAlias = tuple[str, str, str, str]

XSD = "http://www.w3.org/2001/XMLSchema#"
RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
RDFS_LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"
REPLACED_BY = "<http://purl.org/dc/terms/isReplacedBy>"

_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"(?:\^\^<([^>]*)>|@([A-Za-z0-9-]+))?', re.DOTALL)
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
_PLAIN = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}


def iri(value: str) -> str:
    """Return the term of an IRI."""
    return f"<{value}>"


def aif(name: str) -> str:
    """Return the term of a class or property of the ontology."""
    return f"<{TERM}{name}>"


def literal(lexical: str, datatype: str) -> str:
    """Return the term of a typed literal; the lexical form must need no escape."""
    return f'"{lexical}"^^<{datatype}>'


def is_iri(term: str) -> bool:
    """Say whether the term is an IRI."""
    return term.startswith("<")


def bare(term: str) -> str:
    """Return the IRI without its angle brackets."""
    return term[1:-1]


def datatype(term: str) -> str | None:
    """Return the datatype IRI of a literal, `xsd:string` for plain text, None otherwise."""
    match = _LITERAL.fullmatch(term)
    if match is None:
        return None
    if match.group(3):
        return "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
    return match.group(2) or XSD + "string"


def lexical(term: str) -> str:
    """Return the text of a literal, unescaped, or the IRI of an IRI."""
    match = _LITERAL.fullmatch(term)
    return _ESCAPE.sub(_unescape, match.group(1)) if match else bare(term)


def _unescape(match: re.Match[str]) -> str:
    code = match.group(1)
    if code[0] in "uU" and len(code) > 1:
        return chr(int(code[1:], 16))
    return _PLAIN.get(code, code)


def as_decimal(term: str) -> str:
    """Return an xsd:integer or xsd:decimal as the canonical xsd:decimal, all else unchanged.

    Turtle writes 430000000 as an integer; every integer is a decimal (XML Schema 1.1, 3.4.13).
    """
    if datatype(term) not in (XSD + "integer", XSD + "decimal"):
        return term
    try:
        number = Decimal(lexical(term))
    except InvalidOperation:
        return term
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return literal(text or "0", XSD + "decimal")
