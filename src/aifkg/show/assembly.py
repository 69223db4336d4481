"""Assembly: a sheet put together from the answers about one thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TypeAlias

from aifkg.engine import EmbeddedEngine, Literal, NamedNode, Value
from aifkg.names import PrefixTable
from aifkg.show.question import Row, ask
from aifkg.show.sheet import Disagreement, Evidence, Held, Incoming, Link, Property, Sheet

# Said at the head of the sheet, not among its properties.
_AT_THE_HEAD = frozenset({"name", "fullName", "identifier", "ror", "wikidata", "celex", "eli"})
_ORDER = ("stands", "derived", "not chosen", "earlier")
_PLACE = ("passage", "source", "title", "publisher", "locator")
_DATES = ("published", "available", "valid")
_Claim: TypeAlias = tuple[Value | None, Value | None]


def show(engine: EmbeddedEngine, prefixes: PrefixTable, iri: str) -> Sheet:
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


def _properties(engine: EmbeddedEngine, prefixes: PrefixTable, iri: str) -> tuple[Property, ...]:
    stands = ask(engine, "values", thing=iri)
    claims = ask(engine, "claims", thing=iri)
    disputed = ask(engine, "disputes", thing=iri)
    context = _Context(
        prefixes,
        standing=frozenset(map(_claim, stands)),
        evidence=_evidence(claims),
        rules={_claim(row): row["rule"] for row in ask(engine, "rules", thing=iri)},
        units=_units(disputed),
        disputed=frozenset(map(_claim, disputed)),
    )
    disputes = {_text(row["property"]): _disagreement(row) for row in disputed}
    unseen = [row for row in claims if _claim(row) not in context.standing]
    return tuple(
        Property(label, property_, _values(rows, context), disputes.get(property_))
        for (label, property_), rows in _by_property([*stands, *unseen])
        if property_.rpartition("#")[2] not in _AT_THE_HEAD
    )


@dataclass(frozen=True)
class _Context:
    """What is known of every claim about the thing, by property and value."""

    prefixes: PrefixTable
    standing: frozenset[_Claim]
    evidence: Mapping[_Claim, Sequence[Evidence]]
    rules: Mapping[_Claim, Value | None]
    units: Mapping[_Claim, str]
    disputed: frozenset[_Claim]

    def held(self, row: Row) -> Held:
        """Return a value with all that is known of it."""
        claim = _claim(row)
        evidence = tuple(dict.fromkeys(self.evidence.get(claim, ())))
        rule = self.rules.get(claim)
        return Held(
            _link(row["value"], row["value_label"], self.prefixes),
            self._standing(claim, row),
            evidence,
            self.units.get(claim),
            None if rule is None else self.prefixes.shorten(_text(rule)),
        )

    def _standing(self, claim: _Claim, row: Row) -> str:
        if claim in self.standing:
            derived = claim in self.rules and claim not in self.evidence
            return "derived" if derived else "stands"
        # Of what changes with time an older value is history, unless it lost a dispute.
        varies = _text(row["varies"]) == "true"
        return "earlier" if varies and claim not in self.disputed else "not chosen"


def _claim(row: Row) -> _Claim:
    return row["property"], row["value"]


def _units(disputed: Iterable[Row]) -> dict[_Claim, str]:
    units: dict[_Claim, list[str]] = defaultdict(list)
    for row in disputed:
        if row["unit"] is not None:
            units[_claim(row)].append(_text(row["unit"]))
    return {claim: " or ".join(dict.fromkeys(labels)) for claim, labels in units.items()}


def _disagreement(row: Row) -> Disagreement:
    return Disagreement(_text(row["rule"]), _text(row["reason"]) if row["reason"] else None)


def _evidence(claims: Iterable[Row]) -> dict[_Claim, list[Evidence]]:
    evidence: dict[_Claim, list[Evidence]] = defaultdict(list)
    for row in claims:
        dates = (_text(row[name]) if row[name] else None for name in _DATES)
        places = (_text(row[name]) for name in _PLACE)
        evidence[_claim(row)].append(Evidence(*places, *dates))
    return dict(evidence)


def _values(rows: Iterable[Row], context: _Context) -> tuple[Held, ...]:
    values = dict.fromkeys(context.held(row) for row in rows)
    return tuple(sorted(values, key=lambda one: _ORDER.index(one.standing)))


def _by_property(rows: list[Row]) -> Iterable[tuple[tuple[str, str], list[Row]]]:
    keyed = [((_text(row["label"]), _text(row["property"])), row) for row in rows]
    keyed.sort(key=itemgetter(0))
    for key, group in groupby(keyed, key=itemgetter(0)):
        yield key, [row for _, row in group]


def _incoming(engine: EmbeddedEngine, prefixes: PrefixTable, iri: str) -> tuple[Incoming, ...]:
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
    return Link(_words(value))


def _words(value: Value | None) -> str:
    """Return a value as it reads, with its language where that is not English."""
    if isinstance(value, Literal) and value.language not in (None, "en", "mul"):
        return f"{value.value} ({value.language})"
    return _text(value)


def _text(value: Value | None) -> str:
    return value.value if isinstance(value, NamedNode | Literal) else str(value)
