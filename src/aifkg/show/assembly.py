"""Assembly: a sheet put together from one answer about one thing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aifkg.engine import Literal
from aifkg.names import TERM, PrefixTable
from aifkg.show.claims import properties
from aifkg.show.clause import properties as properties_of
from aifkg.show.clause import tell
from aifkg.show.evidence import Passages
from aifkg.show.parts import Parts, link, parted, text, words
from aifkg.show.pointing import incoming, last_told, told, worded
from aifkg.show.question import Answering, Row, ask
from aifkg.show.sheet import Point, Sheet

_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_LABELS = (f"{_RDFS}label", f"{TERM}title")
_NAMES = (f"{_SKOS}altLabel", f"{TERM}name", f"{TERM}fullName")
_DEFINITION = (f"{_SKOS}definition",)
_REPLACED_BY = ("http://purl.org/dc/terms/isReplacedBy",)
_IDENTIFIERS = tuple(
    f"{TERM}{name}" for name in "identifier ror wikidata celex eli callIdentifier".split()
)


def show(engine: Answering, prefixes: PrefixTable, iri: str) -> Sheet:
    """Return what the graph holds about an IRI."""
    return assembled(rows_of(engine, iri), prefixes, iri)


def rows_of(engine: Answering, iri: str) -> Parts:
    """Return the rows about an IRI by their part, at the cost of one query."""
    return parted(ask(engine, "sheet", thing=iri))


def assembled(parts: Parts, prefixes: PrefixTable, iri: str) -> Sheet:
    """Return the sheet of an IRI from the rows about it."""
    held = parts["value"]
    curie = prefixes.shorten(iri)
    labels = _said(held, _LABELS)
    label = labels[0] if labels else curie
    passages = Passages(parts["evidence"])
    names = dict.fromkeys([*labels[1:], *_said(held, _NAMES)])
    return Sheet(
        iri,
        curie,
        label,
        types=tuple(sorted({text(row["value"]) for row in parts["type"]})),
        names=tuple(name for name in names if name != label),
        identifiers=tuple(sorted(set(_said(held, _IDENTIFIERS)))),
        definition=next(iter(_said(held, _DEFINITION)), None),
        replaced_by=next(iter(_said(held, _REPLACED_BY)), None),
        clause=_clause(parts, prefixes),
        properties=properties(parts, passages, prefixes),
        told=told(parts, passages, prefixes),
        incoming=incoming(parts, prefixes),
        points=_points(parts["point"], prefixes),
    )


def _said(rows: Iterable[Row], iris: Sequence[str]) -> list[str]:
    """Return what is said by any of the properties, English first."""
    values = [row["value"] for row in rows if text(row["property"]) in iris]
    said = [(_is_foreign(value), text(value), words(value)) for value in values]
    return list(dict.fromkeys(word for *_, word in sorted(said)))


def _is_foreign(value: object) -> bool:
    return isinstance(value, Literal) and value.language not in (None, "en")


def _clause(parts: Parts, prefixes: PrefixTable) -> str:
    """Return what is said of the thing behind its name."""
    clauses = sorted(text(row["more"]) for row in parts["type"] if row["more"])
    needed = [name for clause in clauses for name in properties_of(clause)]
    values = {**worded(parts["value"], prefixes), **last_told(parts, prefixes, needed)}
    return "; ".join(dict.fromkeys(tell(clause, values) for clause in clauses))


def _points(rows: Iterable[Row], prefixes: PrefixTable) -> tuple[Point, ...]:
    points = {
        Point(
            link(row["other"], row["other_label"], prefixes), text(row["value"]), text(row["unit"])
        )
        for row in rows
    }
    return tuple(sorted(points, key=lambda one: one.place.text))
