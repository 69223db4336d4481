"""The ontology as the pages tell of it: its terms, what they are held to, and how they are used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from fastapi import Request

from aifkg.names import BASE, TERM
from aifkg.web.rows import Row, rows

_OWL = "http://www.w3.org/2002/07/owl#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_CLASSES = (f"{_OWL}Class", f"{_RDFS}Class")
_IN_CHAPTER = "http://purl.org/dc/terms/subject"


@dataclass(frozen=True, slots=True)
class Term:
    """A class or a property, with the statements that the ontology makes of it."""

    iri: str
    said: Mapping[str, Sequence[str]]

    @property
    def name(self) -> str:
        """The part of the IRI by which the term is known here."""
        return self.iri.removeprefix(TERM)

    @property
    def label(self) -> str:
        """The words for it."""
        return self.one(f"{_RDFS}label") or self.name

    @property
    def definition(self) -> str:
        """What it means."""
        return self.one(f"{_SKOS}definition")

    @property
    def chapter(self) -> str:
        """The chapter in which it stands."""
        return self.one(_IN_CHAPTER)

    @property
    def is_class(self) -> bool:
        """Whether it is a class; else it is a property."""
        return any(one in _CLASSES for one in self._types)

    @property
    def is_single(self) -> bool:
        """Whether a thing has one value of it."""
        return f"{_OWL}FunctionalProperty" in self._types

    @property
    def is_varying(self) -> bool:
        """Whether its value changes with time."""
        return f"{TERM}TimeVaryingProperty" in self._types

    @property
    def leads_to_things(self) -> bool:
        """Whether its values are things, which can be asked for backwards."""
        return f"{_OWL}ObjectProperty" in self._types

    @property
    def above(self) -> Sequence[str]:
        """The terms that are wider, of ours and of others."""
        return [*self.all(f"{_RDFS}subClassOf"), *self.all(f"{_RDFS}subPropertyOf")]

    @property
    def domain(self) -> Sequence[str]:
        """The classes of what it is said of, where one holds for all."""
        return self.all(f"{_RDFS}domain")

    @property
    def range(self) -> Sequence[str]:
        """The classes or datatypes of its values, where one holds for all."""
        return self.all(f"{_RDFS}range")

    @property
    def kind(self) -> str:
        """The folder and prefix of the identities of a class."""
        return self.one(f"{TERM}idPrefix")

    def all(self, property_: str) -> Sequence[str]:
        """Return the values of a property of the term."""
        return self.said.get(property_, ())

    def one(self, property_: str) -> str:
        """Return a value of a property of the term, or nothing."""
        return next(iter(self.all(property_)), "")

    @property
    def _types(self) -> Sequence[str]:
        return self.all(f"{_RDF}type")


@dataclass(frozen=True)
class Ontology:
    """The terms by IRI, the chapters in order, and the rows of what is known of their use."""

    terms: Mapping[str, Term]
    chapters: Sequence[Term]
    class_uses: Mapping[str, Row]
    property_uses: Mapping[str, Row]
    property_classes: Mapping[str, Sequence[Row]]
    constraints: Sequence[Row]
    schemes: Sequence[Row]

    @classmethod
    async def read(cls, request: Request) -> Ontology:
        """Return the ontology of the snapshot that is served."""
        found = _terms(await rows(request, "term-statements"))
        chapters = (one for one in found.values() if one.iri.startswith(f"{BASE}code/chapter/"))
        return cls(
            {iri: one for iri, one in found.items() if iri.startswith(TERM)},
            sorted(chapters, key=lambda one: one.one(f"{_SKOS}notation")),
            {row["term"]: row for row in await rows(request, "class-uses")},
            {row["term"]: row for row in await rows(request, "property-uses")},
            _grouped(await rows(request, "property-classes"), "term"),
            await rows(request, "constraints"),
            await rows(request, "schemes"),
        )

    def of_chapter(self, chapter: str) -> tuple[list[Term], list[Term]]:
        """Return the classes and the properties of a chapter, by their words."""
        mine = sorted(
            (one for one in self.terms.values() if one.chapter == chapter),
            key=lambda one: (one.label.casefold(), one.iri),
        )
        return [one for one in mine if one.is_class], [one for one in mine if not one.is_class]

    def pointing(self, property_: str, iri: str) -> list[str]:
        """Return the terms that have a term as the value of a property of the ontology."""
        return self._pointing.get((property_, iri), [])

    def narrower(self, iri: str) -> list[str]:
        """Return the terms right below a term."""
        below = f"{_RDFS}subClassOf", f"{_RDFS}subPropertyOf"
        return [one for property_ in below for one in self.pointing(property_, iri)]

    @cached_property
    def constraints_by_class(self) -> Mapping[str, Sequence[Row]]:
        """What the shape of each class says."""
        return _grouped(self.constraints, "class")

    @cached_property
    def constraints_by_property(self) -> Mapping[str, Sequence[Row]]:
        """What the shapes say of each property."""
        return _grouped(self.constraints, "property")

    @cached_property
    def _pointing(self) -> Mapping[tuple[str, str], list[str]]:
        found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for term in self.terms.values():
            for property_, values in term.said.items():
                for value in values:
                    found[property_, value].append(term.iri)
        return dict(found)


def _terms(found: Sequence[Row]) -> dict[str, Term]:
    said: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in found:
        said[row["term"]][row["property"]].append(row["value"])
    return {iri: Term(iri, dict(one)) for iri, one in said.items()}


def _grouped(found: Sequence[Row], name: str) -> dict[str, Sequence[Row]]:
    groups: defaultdict[str, list[Row]] = defaultdict(list)
    for row in found:
        groups[row[name]].append(row)
    return dict(groups)
