"""Claims: the properties of a thing, each value with who states it and how it comes to stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from typing import TypeAlias

from aifkg.engine import Value
from aifkg.names import TERM, PrefixTable
from aifkg.show.evidence import Passages
from aifkg.show.parts import Parts, link, order, text
from aifkg.show.question import Row
from aifkg.show.sheet import Disagreement, Evidence, Held, Property

# Said at the head of the sheet, and among its properties only where sources differ.
_AT_THE_HEAD = frozenset({"name", "fullName", "identifier", "ror", "wikidata", "celex", "eli"})
_ORDER = ("stands", "derived", "not chosen", "earlier")
_LAST = ("~", "")
"""Where a property stands that is in no chapter."""
# Property and value; and the unit, without which two amounts may seem one.
_Fact: TypeAlias = tuple[Value | None, Value | None]
_Claim: TypeAlias = tuple[Value | None, Value | None, Value | None]


def properties(parts: Parts, passages: Passages, prefixes: PrefixTable) -> tuple[Property, ...]:
    """Return the properties of the thing in our own terms, by chapter and label."""
    claims = sorted(parts["claim"], key=order)
    evidence = _evidence(claims, passages)
    ours = [row for row in parts["value"] if row["label"] is not None]
    stands = _paired(sorted(ours, key=order), evidence)
    disputed = parts["dispute"]
    chosen = [row for row in disputed if text(row["more"]) == "true"]
    context = _Context(
        prefixes,
        standing=frozenset(map(_claim, [*stands, *chosen])),
        evidence=evidence,
        rules={_fact(row): row["other"] for row in sorted(parts["rule"], key=_rule, reverse=True)},
        disputed=frozenset(map(_claim, disputed)),
    )
    disputes = {text(row["property"]): _disagreement(row) for row in disputed}
    seen = frozenset(map(_claim, stands))
    unseen = [row for row in claims if _claim(row) not in seen]
    chapters = {
        text(row["property"]): (text(row["value"]), text(row["label"])) for row in parts["chapter"]
    }
    found = [
        (
            chapters.get(property_, _LAST),
            Property(label, property_, _values(rows, context), disputes.get(property_)),
        )
        for (label, property_), rows in by_property([*stands, *unseen])
        if property_.removeprefix(TERM) not in _AT_THE_HEAD or property_ in disputes
    ]
    found.sort(key=lambda one: one[0])
    return tuple(replace(one, chapter=chapter) for (_, chapter), one in found)


def by_property(rows: Iterable[Row]) -> Iterable[tuple[tuple[str, str], list[Row]]]:
    """Yield rows by the label and the IRI of their property, as they stand."""
    keyed = [((text(row["label"]), text(row["property"])), row) for row in rows]
    keyed.sort(key=itemgetter(0))
    for key, group in groupby(keyed, key=itemgetter(0)):
        yield key, [row for _, row in group]


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
        rule = self.rules.get(_fact(row)) if claim in self.standing else None
        unit = row["unit_label"] or row["unit"]
        return Held(
            link(row["value"], row["value_label"], self.prefixes),
            self._standing(claim, row),
            tuple(self.evidence.get(claim, ())),
            None if unit is None else text(unit),
            None if rule is None else self.prefixes.shorten(text(rule)),
        )

    def _standing(self, claim: _Claim, row: Row) -> str:
        if claim in self.standing:
            derived = _fact(row) in self.rules and claim not in self.evidence
            return "derived" if derived else "stands"
        # Of what changes with time an older value is history, unless it lost a dispute.
        varies = text(row["more"]) == "true"
        return "earlier" if varies and claim not in self.disputed else "not chosen"


def _fact(row: Row) -> _Fact:
    return row["property"], row["value"]


def _claim(row: Row) -> _Claim:
    return row["property"], row["value"], row["unit"]


def _rule(row: Row) -> str:
    return text(row["other"])


def _paired(stands: Sequence[Row], stated: Container[_Claim]) -> list[Row]:
    """Leave out a value with a unit that stands for another: in an open dispute several do."""
    backed = {_fact(row) for row in stands if _claim(row) in stated}
    return [row for row in stands if _claim(row) in stated or _fact(row) not in backed]


def _disagreement(row: Row) -> Disagreement:
    reason = text(row["value_label"])
    return Disagreement(text(row["other"]), text(row["label"]), reason or None)


def _evidence(claims: Iterable[Row], passages: Passages) -> dict[_Claim, tuple[Evidence, ...]]:
    stated: defaultdict[_Claim, list[str]] = defaultdict(list)
    for row in claims:
        stated[_claim(row)].append(text(row["passage"]))
    return {claim: passages.of(named) for claim, named in stated.items()}


def _values(rows: Iterable[Row], context: _Context) -> tuple[Held, ...]:
    values = dict.fromkeys(context.held(row) for row in rows)
    return tuple(sorted(values, key=lambda one: _ORDER.index(one.standing)))
