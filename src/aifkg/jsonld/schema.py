"""A thing in the words of schema.org, as search engines read it from a page; knows no HTTP.

What is said follows from the alignments, whose triples stand in the graph. It is a reading of the
graph, shortened to what its readers take, and not the graph itself: a document says all.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from aifkg.engine import Literal, NamedNode, Value
from aifkg.jsonld.key import JSON, LANGUAGE
from aifkg.jsonld.statements import Statement
from aifkg.names import TERM, answered_at

_CONTEXT = "https://schema.org"
_SCHEMA = f"{_CONTEXT}/"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_LABELS = ("http://www.w3.org/2000/01/rdf-schema#label", f"{TERM}title")
_DEFINITION = "http://www.w3.org/2004/02/skos/core#definition"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = frozenset(f"{_XSD}{name}" for name in ("decimal", "integer"))
_DATES = frozenset(
    f"{_XSD}{name}" for name in ("date", "dateTime", "duration", "gYear", "gYearMonth")
)
_TEXTS = frozenset({f"{_XSD}string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"})
_POINT = ("latitude", "longitude")
_ADDRESSES = ("sameAs", "unitCode")
"""Properties whose values are addresses, where others have things."""
_NAME = re.compile(r"[A-Za-z]+", re.ASCII)
_WEB = re.compile(r"https?://[^\s<>\"]+", re.ASCII | re.IGNORECASE)
_MOST_VALUES = 50
_MOST_CHARACTERS = 5_000
_ESCAPED = str.maketrans({one: f"\\u{ord(one):04x}" for one in "<>&\u2028\u2029"})
"""What could end a script, or begin a comment in it, in a page."""
_Said: TypeAlias = "dict[str, list[Value]]"


def described(statements: Iterable[Statement], iri: str) -> dict[str, JSON]:
    """Return what statements say of an IRI, in whatever order they come."""
    said: dict[str, _Said] = defaultdict(lambda: defaultdict(list))
    for subject, predicate, value in statements:
        if isinstance(subject, NamedNode) and isinstance(predicate, NamedNode) and value:
            said[subject.value][predicate.value].append(value)
    for properties_ in said.values():
        for found in properties_.values():
            found.sort(key=_place)
    own = dict(said[iri])
    properties = {
        name: values
        for predicate, found in own.items()
        if (name := _local(predicate)) and (values := _values(name, found, said))
    }
    thing = {**_naming(iri, own), "url": answered_at(iri), **_money(own)}
    names = [*properties.pop("name", []), *properties.pop("alternateName", [])]
    others = [name for name in names if name != thing.get("name")]
    if others:
        thing["alternateName"] = _one(list(dict.fromkeys(map(str, others))))
    if definition := own.get(_DEFINITION):
        properties.setdefault("description", [_text(definition[0])])
    rest = {name: _one(values) for name, values in properties.items() if name not in _POINT}
    return {"@context": _CONTEXT, **thing, **_point(own), **dict(sorted(rest.items()))}


def _place(value: Value) -> tuple[bool, str, str]:
    """Return where a value stands among others: English first."""
    language = value.language or "" if isinstance(value, Literal) else ""
    return language != LANGUAGE, language, str(value)


def in_page(content: Mapping[str, JSON]) -> str:
    """Return JSON that is safe inside a script element of HTML, whatever its texts hold."""
    return json.dumps(content, ensure_ascii=False).translate(_ESCAPED)


def _naming(iri: str, said: _Said) -> dict[str, JSON]:
    """Return the class, the IRI and the name of a thing."""
    types = sorted({name for one in said.get(_TYPE, ()) if (name := _local(_text(one)))})
    labels = [one for name in _LABELS for one in said.get(name, ()) if isinstance(one, Literal)]
    labels.sort(key=lambda one: one.language != LANGUAGE)
    named: dict[str, JSON] = {"@type": _one(types) if types else "Thing", "@id": iri}
    return {**named, "name": _text(labels[0])} if labels else named


def _values(name: str, found: Iterable[Value], said: Mapping[str, _Said]) -> list[JSON]:
    values = (_value(name, one, said) for one in found)
    unique = {json.dumps(one): one for one in values if one is not None}
    return list(unique.values())[:_MOST_VALUES]


def _value(name: str, value: Value, said: Mapping[str, _Said]) -> JSON | None:
    if isinstance(value, Literal):
        return _literal(value)
    if not isinstance(value, NamedNode) or not _WEB.fullmatch(value.value):
        return None
    known = said.get(value.value)
    if name in _ADDRESSES or not known:
        return value.value
    return {**_naming(value.value, known), **_point(known)}


def _literal(value: Literal) -> JSON | None:
    """Return a literal as schema.org has it, or None where it has none such, as of a season."""
    datatype = value.datatype.value
    if datatype in _NUMBERS:
        return _number(value.value)
    if datatype == f"{_XSD}boolean":
        return value.value in ("true", "1")
    return _text(value) if datatype in _TEXTS or datatype in _DATES else None


def _number(text: str) -> JSON | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if not number.is_finite() or number.adjusted() > 30:
        return None
    return int(number) if number == number.to_integral_value() else float(number)


def _point(said: _Said) -> dict[str, JSON]:
    """Return where a place is."""
    point: dict[str, JSON] = {"@type": "GeoCoordinates"}
    for name in _POINT:
        for one in said.get(_SCHEMA + name, ())[:1]:
            degrees = _literal(one) if isinstance(one, Literal) else None
            point |= {} if degrees is None else {name: degrees}
    return {"geo": point} if len(point) > len(_POINT) else {}


def _money(said: _Said) -> dict[str, JSON]:
    """Return the currency of an amount by its code, which ends its IRI (ISO 4217)."""
    codes = [_text(one).rpartition("/")[2] for one in said.get(f"{TERM}currency", ())]
    return {"currency": codes[0]} if codes and _NAME.fullmatch(codes[0]) else {}


def _local(iri: str) -> str:
    """Return the name of a term of schema.org, or ""."""
    local = iri.removeprefix(_SCHEMA)
    return local if local != iri and _NAME.fullmatch(local) else ""


def _text(value: Value) -> str:
    return value.value[:_MOST_CHARACTERS] if isinstance(value, NamedNode | Literal) else ""


def _one(values: Sequence[JSON]) -> JSON:
    return values[0] if len(values) == 1 else list(values)
