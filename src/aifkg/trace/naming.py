"""Naming: what one word of a question names; it knows nothing of the rest of the question.

A word may stand for a thing, a class, a property, or a chapter of the ontology, which means its
relations. What a chapter, a class or a property is called goes before things of that name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from aifkg.engine import EmbeddedEngine
from aifkg.names import TERM, PrefixTable, named_at
from aifkg.show import AmbiguousThing, Finder, ThingError
from aifkg.show.finder import name_key
from aifkg.trace.chapters import Chapters
from aifkg.trace.network import Network
from aifkg.trace.question import QuestionError

_ENDS = ("from", "to")


class NoThing(QuestionError):
    """A question about what is no thing, or one that names none; `error` says more if found."""

    def __init__(self, parameter: str, value: str, rule: str, error: ThingError | None) -> None:
        super().__init__(parameter, value, rule)
        self.error = error


@dataclass(frozen=True, slots=True)
class Named:
    """What one word stands for: things, classes and relations by number, and all by IRI.

    `nodes` are things that stand for links.
    """

    things: frozenset[int] = frozenset()
    kinds: frozenset[int] = frozenset()
    relations: frozenset[int] = frozenset()
    nodes: frozenset[int] = frozenset()
    iris: frozenset[str] = frozenset()


class Naming:
    """What words name in one graph."""

    def __init__(self, engine: EmbeddedEngine, prefixes: PrefixTable, network: Network) -> None:
        self._finder = Finder(engine, prefixes)
        self._network = network
        self._chapters = Chapters.read(engine, prefixes)
        self.numbers = {iri: number for number, iri in enumerate(network.names.things)}
        self._terms: defaultdict[str, set[str]] = defaultdict(set)
        for term, label in network.names.class_labels.items():
            self._terms[name_key(label)].add(term)
        self._words = ", ".join(self._chapters.of([one.term for one in network.relations]))

    def iri(self, parameter: str, said: str) -> str:
        """Return the IRI of the one thing that a word names; raise QuestionError without one."""
        try:
            return self._finder.thing(named_at(said.strip()))
        except ThingError as error:
            why = str(error)[:1].lower() + str(error)[1:]
            rule = why.rstrip(".")
            if parameter not in _ENDS and not isinstance(error, AmbiguousThing):
                rule = f"{why} Relations are also named by {self._words}"
            raise NoThing(parameter, said, rule, error) from error

    def iris(self, parameter: str, said: str) -> frozenset[str]:
        """Return what a word names, whether or not a path can pass through it."""
        terms = self._chapters.named(said) or self._terms.get(name_key(said))
        return frozenset(terms or {self.iri(parameter, said)})

    def named(self, parameter: str, said: str) -> Named:
        """Return what a word of `via` or `avoid` stands for."""
        iris = self.iris(parameter, said)
        if iris == self._chapters.named(said):
            found = Named(relations=self._relations(iris), iris=iris)
        else:
            found = self._by_terms(iris)
        if not (found.things or found.kinds or found.relations or found.nodes):
            rule = (
                "no path passes it: it is no thing that has links or stands for one, no kind of "
                f"thing, no relation and no chapter that has relations: {self._words}"
            )
            raise QuestionError(parameter, said, rule)
        return found

    def relations(self, parameter: str, said: str) -> Named:
        """Return the relations that a word of `only` stands for."""
        rule = (
            "it is for relations: a property, a class whose things stand for links, or a chapter "
            f"of the ontology: {self._words}"
        )
        try:
            found = self.named(parameter, said)
        except QuestionError as error:
            # Near names would be those of things, which are not asked for here.
            raise QuestionError(parameter, said, rule) from error
        if not found.relations:
            raise QuestionError(parameter, said, rule)
        return found

    def _by_terms(self, terms: frozenset[str]) -> Named:
        names = self._network.names
        narrower = terms | {
            one for one in names.class_labels if terms & names.wider.get(one, set())
        }
        kinds = frozenset(place for place, one in enumerate(names.classes) if one in narrower)
        of = self._relations(narrower)
        if kinds or of:
            return Named(kinds=kinds, relations=of, iris=narrower)
        if of := self._relations_with_end(terms):
            return Named(relations=of, iris=terms)
        things = frozenset(self.numbers[one] for one in terms if one in self.numbers)
        places = map(self._network.links.place_of, terms)
        nodes = frozenset(place for place in places if place is not None)
        return Named(things=things, nodes=nodes, iris=terms)

    def _relations(self, terms: Collection[str]) -> frozenset[int]:
        relations = enumerate(self._network.relations)
        return frozenset(
            place for place, one in relations if one.term in terms or one.passed & set(terms)
        )

    def _relations_with_end(self, terms: Collection[str]) -> frozenset[int]:
        """Return the relations of classes at whose ends one of these properties stands."""
        asked = {one.removeprefix(TERM) for one in terms}
        return frozenset(
            place
            for place, one in enumerate(self._network.relations)
            if not one.is_property and asked & {*one.forward.start, *one.forward.end}
        )
