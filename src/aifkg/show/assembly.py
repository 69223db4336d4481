"""Assembly: a sheet put together from the answers about one thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TypeAlias

from aifkg.engine import Literal, NamedNode, Value
from aifkg.names import PrefixTable
from aifkg.show.question import Answering, Row, ask
from aifkg.show.sheet import Disagreement, Evidence, Held, Incoming, Link, Property, Sheet

# Said at the head of the sheet, not among its properties.
_AT_THE_HEAD = frozenset({"name", "fullName", "identifier", "ror", "wikidata", "celex", "eli"})
_ORDER = ("stands", "derived", "not chosen", "earlier")
_PLACE = ("passage", "source", "title", "locator")
_MAYBE_SAID = ("publisher", "published", "available", "valid")
_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
# Property and value; and the unit, without which two amounts may seem one.
_Fact: TypeAlias = tuple[Value | None, Value | None]
_Claim: TypeAlias = tuple[Value | None, Value | None, Value | None]


def show(engine: Answering, prefixes: PrefixTable, iri: str) -> Sheet:
    """Return what the graph holds about an IRI."""
    parts = defaultdict(list)
    for row in ask(engine, "identity", thing=iri):
        part, value = row["part"], row["value"]
        if part is not None and value is not None:
            parts[_text(part)].append(_words(value))
    curie = prefixes.shorten(iri)
    labels = list(dict.fromkeys(parts["label"]))
    label = labels[0] if labels else curie
    names = dict.fromkeys([*labels[1:], *parts["name"]])
    return Sheet(
        iri,
        curie,
        label,
        types=tuple(parts["type"]),
        names=tuple(name for name in names if name != label),
        identifiers=tuple(dict.fromkeys(parts["identifier"])),
        definition=next(iter(parts["definition"]), None),
        replaced_by=next(iter(parts["replaced by"]), None),
        properties=_properties(engine, prefixes, iri),
        incoming=_incoming(engine, prefixes, iri),
    )


def _properties(engine: Answering, prefixes: PrefixTable, iri: str) -> tuple[Property, ...]:
    claims = ask(engine, "claims", thing=iri)
    evidence = _evidence(claims)
    stands = _paired(ask(engine, "values", thing=iri), evidence)
    disputed = ask(engine, "disputes", thing=iri)
    chosen = [row for row in disputed if _text(row["chosen"]) == "true"]
    context = _Context(
        prefixes,
        standing=frozenset(map(_claim, [*stands, *chosen])),
        evidence=evidence,
        rules={_fact(row): row["rule"] for row in ask(engine, "rules", thing=iri)},
        disputed=frozenset(map(_claim, disputed)),
    )
    disputes = {_text(row["property"]): _disagreement(row) for row in disputed}
    seen = frozenset(map(_claim, stands))
    unseen = [row for row in claims if _claim(row) not in seen]
    return tuple(
        Property(label, property_, _values(rows, context), disputes.get(property_))
        for (label, property_), rows in _by_property([*stands, *unseen])
        if property_.rpartition("#")[2] not in _AT_THE_HEAD
    )


@dataclass(frozen=True)
class _Context:
    """What is known of every claim about the thing."""

    prefixes: PrefixTable
    standing: frozenset[_Claim]
    evidence: Mapping[_Claim, Sequence[Evidence]]
    rules: Mapping[_Fact, Value | None]
    disputed: frozenset[_Claim]

    def held(self, row: Row) -> Held:
        """Return a value with all that is known of it."""
        claim = _claim(row)
        evidence = tuple(dict.fromkeys(self.evidence.get(claim, ())))
        rule = self.rules.get(_fact(row)) if claim in self.standing else None
        unit = row["unit_label"] or row["unit"]
        return Held(
            _link(row["value"], row["value_label"], self.prefixes),
            self._standing(claim, row),
            evidence,
            None if unit is None else _text(unit),
            None if rule is None else self.prefixes.shorten(_text(rule)),
        )

    def _standing(self, claim: _Claim, row: Row) -> str:
        if claim in self.standing:
            derived = _fact(row) in self.rules and claim not in self.evidence
            return "derived" if derived else "stands"
        # Of what changes with time an older value is history, unless it lost a dispute.
        varies = _text(row["varies"]) == "true"
        return "earlier" if varies and claim not in self.disputed else "not chosen"


def _fact(row: Row) -> _Fact:
    return row["property"], row["value"]


def _claim(row: Row) -> _Claim:
    return row["property"], row["value"], row["unit"]


def _paired(stands: Sequence[Row], stated: Container[_Claim]) -> list[Row]:
    """Leave out a value with a unit that stands for another: in an open dispute several do."""
    backed = {_fact(row) for row in stands if _claim(row) in stated}
    return [row for row in stands if _claim(row) in stated or _fact(row) not in backed]


def _disagreement(row: Row) -> Disagreement:
    return Disagreement(_text(row["rule"]), _text(row["reason"]) if row["reason"] else None)


def _evidence(claims: Iterable[Row]) -> dict[_Claim, list[Evidence]]:
    evidence: dict[_Claim, list[Evidence]] = defaultdict(list)
    for row in claims:
        places = (_text(row[name]) for name in _PLACE)
        more = (_text(row[name]) if row[name] else None for name in _MAYBE_SAID)
        evidence[_claim(row)].append(Evidence(*places, *more))
    return dict(evidence)


def _values(rows: Iterable[Row], context: _Context) -> tuple[Held, ...]:
    values = dict.fromkeys(context.held(row) for row in rows)
    return tuple(sorted(values, key=lambda one: _ORDER.index(one.standing)))


def _by_property(rows: list[Row]) -> Iterable[tuple[tuple[str, str], list[Row]]]:
    keyed = [((_text(row["label"]), _text(row["property"])), row) for row in rows]
    keyed.sort(key=itemgetter(0))
    for key, group in groupby(keyed, key=itemgetter(0)):
        yield key, [row for _, row in group]


def _incoming(engine: Answering, prefixes: PrefixTable, iri: str) -> tuple[Incoming, ...]:
    rows = ask(engine, "incoming", thing=iri)
    return tuple(
        Incoming(
            label,
            property_,
            tuple(_link(row["other"], row["other_label"], prefixes) for row in group),
        )
        for (label, property_), group in _by_property(rows)
    )


def _link(value: Value | None, label: Value | None, prefixes: PrefixTable) -> Link:
    if isinstance(value, NamedNode):
        return Link(_text(label) if label else prefixes.shorten(value.value), value.value)
    return Link(_words(value), datatype=_datatype(value))


def _datatype(value: Value | None) -> str | None:
    if not isinstance(value, Literal) or value.language:
        return None
    return None if value.datatype.value == _XSD_STRING else value.datatype.value


def _words(value: Value | None) -> str:
    """Return a value as it reads, with its language where that is not English."""
    if isinstance(value, Literal) and value.language not in (None, "en", "mul"):
        return f"{value.value} ({value.language})"
    return _text(value)


def _text(value: Value | None) -> str:
    return value.value if isinstance(value, NamedNode | Literal) else str(value)
