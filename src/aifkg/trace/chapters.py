"""Chapters: the parts of the ontology, by short words, each with its terms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from aifkg.engine import EmbeddedEngine
from aifkg.names import PrefixTable
from aifkg.show.finder import name_key
from aifkg.trace.asked import rows, text


@dataclass(frozen=True, slots=True)
class Chapters:
    """The terms of each chapter by its slug, and the slug by each way to name it."""

    terms: Mapping[str, frozenset[str]]
    slugs: Mapping[str, str]

    @classmethod
    def read(cls, engine: EmbeddedEngine, prefixes: PrefixTable) -> Chapters:
        """Return the chapters of a loaded graph."""
        terms: defaultdict[str, set[str]] = defaultdict(set)
        slugs: dict[str, str] = {}
        for row in rows(engine, "chapters"):
            iri, label = text(row["chapter"]), text(row["label"])
            slug = iri.rpartition("/")[2]
            terms[slug].add(text(row["term"]))
            ways = slug, label, iri, f"<{iri}>", prefixes.shorten(iri)
            slugs |= {name_key(way): slug for way in ways}
        return cls({slug: frozenset(of) for slug, of in terms.items()}, slugs)

    def named(self, said: str) -> frozenset[str]:
        """Return the terms of the chapter that a word names, none where it names no chapter."""
        slug = self.slugs.get(name_key(said))
        return frozenset() if slug is None else self.terms[slug]

    def of(self, terms: Collection[str]) -> list[str]:
        """Return the slugs of the chapters that some of these terms stand in."""
        return sorted(slug for slug, held in self.terms.items() if held & set(terms))
