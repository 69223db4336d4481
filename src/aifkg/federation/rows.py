"""Rows: an endpoint's answer in SPARQL JSON, read as the words of a stranger."""

from __future__ import annotations

import json
from collections.abc import Collection, Set
from dataclasses import dataclass
from types import EllipsisType
from typing import Any

from aifkg.engine import Literal, NamedNode, Term
from aifkg.federation.errors import ServiceFailed, ServiceRefused

_LANGUAGE_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
# Some endpoints still write what the standard had before it was one.
_LITERALS = ("literal", "typed-literal")


@dataclass(frozen=True, slots=True)
class Rows:
    """Solutions: columns, and rows with None where nothing is bound."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]


NOTHING_SAID = Rows((), ((),))
"""The one empty solution, which leaves whatever it is joined with as it is."""


def read(body: bytes | bytearray, allowed: Set[str], most_rows: int, most_values: int) -> Rows:
    """Return the solutions; raise ServiceFailed where they are none of a query with `allowed`.

    Raise ServiceRefused where there are more of them than the bound. An unbound value counts as
    well: an answer has no byte of it, but rows do.
    """
    variables, bindings = _parts(_document(body))
    for name in variables:
        if name not in allowed:
            raise ServiceFailed(f"it answered with a variable that is not asked, {name[:40]!r}")
    if len(set(variables)) < len(variables):
        raise ServiceFailed("it answered with a variable twice")
    if len(bindings) > most_rows:
        raise ServiceRefused(
            f"it answered {len(bindings):,} rows; at most {most_rows:,} are taken; ask for fewer "
            "with a sub-select and LIMIT in its pattern"
        )
    count = len(bindings) * len(variables)
    if count > most_values:
        raise ServiceRefused(
            f"it answered {count:,} values, unbound ones included; at most {most_values:,} are "
            "taken; ask for fewer variables with a sub-select in its pattern"
        )
    columns = dict.fromkeys(variables)
    return Rows(tuple(columns), tuple(_row(binding, columns) for binding in bindings))


def _document(body: bytes | bytearray) -> Any:
    try:
        return json.loads(
            body.decode(), parse_int=_number, parse_float=_number, parse_constant=_number
        )
    except (ValueError, RecursionError) as error:
        raise ServiceFailed("its answer is no JSON") from error


def _number(_: str) -> EllipsisType:
    """Return something that is no string: a result has no numbers, whose size may be any."""
    return ...


def _parts(document: Any) -> tuple[list[str], list[dict[str, Any]]]:
    head = _dict(_dict(document, "the answer").get("head"), "head")
    results = _dict(document.get("results"), "results")
    variables = _list(head.get("vars"), "head.vars")
    bindings = _list(results.get("bindings"), "results.bindings")
    if not all(isinstance(name, str) for name in variables):
        raise ServiceFailed("in its answer a variable is no string")
    return variables, [_dict(binding, "a solution") for binding in bindings]


def _dict(value: Any, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ServiceFailed(f"in its answer {what} is no JSON object")
    return value


def _list(value: Any, what: str) -> list[Any]:
    if not isinstance(value, list):
        raise ServiceFailed(f"in its answer {what} is no JSON array")
    return value


def _row(binding: dict[str, Any], variables: Collection[str]) -> tuple[Term | None, ...]:
    for name in binding:
        if name not in variables:
            raise ServiceFailed(f"a solution binds {name[:40]!r}, which head.vars has not")
    return tuple(_term(binding[name], name) if name in binding else None for name in variables)


def _term(value: Any, name: str) -> Term:
    found = _dict(value, f"the value of ?{name}")
    kind, text = found.get("type"), found.get("value")
    if kind == "bnode":
        raise ServiceFailed(
            f"it answered a blank node for ?{name}, which means nothing outside its answer; keep "
            f"it out with FILTER(!isBlank(?{name})) in its pattern"
        )
    if kind not in ("uri", *_LITERALS) or not isinstance(text, str) or "its:dir" in found:
        raise ServiceFailed(f"its value of ?{name} is neither an IRI nor a literal")
    try:
        return NamedNode(text) if kind == "uri" else _literal(found, text)
    except ValueError as error:
        raise ServiceFailed(f"its value of ?{name} is no term of RDF: {error}") from error


def _literal(found: dict[str, Any], text: str) -> Literal:
    language, datatype = found.get("xml:lang"), found.get("datatype")
    if not all(part is None or isinstance(part, str) for part in (language, datatype)):
        raise ValueError("its language or datatype is no string")
    if language is not None and datatype in (None, _LANGUAGE_STRING):
        return Literal(text, language=language)
    if language is not None or datatype == _LANGUAGE_STRING:
        raise ValueError("its language and its datatype do not go together")
    return Literal(text) if datatype is None else Literal(text, datatype=NamedNode(datatype))
