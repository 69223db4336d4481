"""Terms: the classes and properties of a graph, and the relations that they declare."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from aifkg.engine import EmbeddedEngine
from aifkg.show.question import Row
from aifkg.trace.asked import is_true, rows, text
from aifkg.trace.plain_terms import PlainTerms
from aifkg.trace.relation import Relation, relations


@dataclass(frozen=True, slots=True)
class Terms:
    """What the ontology declares."""

    relations: tuple[Relation, ...]
    labels: Mapping[str, str]
    wider: Mapping[str, frozenset[str]]
    classes: tuple[str, ...]
    """Those whose things have an identity, sorted."""
    relational: frozenset[str]
    plain: PlainTerms

    @classmethod
    def read(cls, engine: EmbeddedEngine) -> Terms:
        """Return the terms of a loaded graph."""
        found = rows(engine, "terms")
        labels = {text(row["term"]): text(row["label"]) for row in found}
        texts: defaultdict[str, set[str]] = defaultdict(set)
        for row in found:
            if row["sentence"] is not None:
                texts[text(row["term"])].add(text(row["sentence"]))
        return cls(
            tuple(
                one for term in sorted(texts) for one in relations(term, labels[term], texts[term])
            ),
            labels,
            _wider(engine, labels),
            tuple(sorted(_terms(found, "has_things"))),
            _terms(found, "is_relational"),
            PlainTerms.read(engine),
        )


def _terms(found: Iterable[Row], condition: str) -> frozenset[str]:
    return frozenset(text(row["term"]) for row in found if is_true(row[condition]))


def _wider(engine: EmbeddedEngine, labels: Mapping[str, str]) -> dict[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows(engine, "wider"):
        found[text(row["class"])].add(text(row["wider"]))
    return {class_: frozenset(found[class_]) for class_ in labels}
