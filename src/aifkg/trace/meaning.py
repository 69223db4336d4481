"""Meaning: what the words of a question stand for, as numbers of a network.

A name may stand for a thing, a class or a property; what a class or a property is called goes
before things of that name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from aifkg.engine import EmbeddedEngine
from aifkg.names import PrefixTable, named_at
from aifkg.show import Finder, ThingError
from aifkg.show.finder import name_key
from aifkg.trace.answer import Thing
from aifkg.trace.asked import is_true, rows, text
from aifkg.trace.ends import OwnLink
from aifkg.trace.network import Network
from aifkg.trace.question import Question, QuestionError
from aifkg.trace.relation import plain
from aifkg.trace.view import Limited, Required


class NoThing(QuestionError):
    """A question about what is no thing, or one that names none; `error` says more if found."""

    def __init__(self, parameter: str, value: str, rule: str, error: ThingError | None) -> None:
        super().__init__(parameter, value, rule)
        self.error = error


@dataclass(frozen=True, slots=True)
class Meant:
    """A thing that is asked about: its number, or its own links where it stands for a link."""

    thing: Thing
    number: int | None
    own: Sequence[OwnLink] = ()


@dataclass(frozen=True, slots=True)
class _Named:
    """What one word stands for: things, classes and relations, by number."""

    things: frozenset[int] = frozenset()
    kinds: frozenset[int] = frozenset()
    relations: frozenset[int] = frozenset()


class Meaning:
    """What words stand for in one graph."""

    def __init__(self, engine: EmbeddedEngine, prefixes: PrefixTable, network: Network) -> None:
        self._engine = engine
        self._prefixes = prefixes
        self._finder = Finder(engine, prefixes)
        self._network = network
        self._numbers = {iri: number for number, iri in enumerate(network.names.things)}
        self._terms: defaultdict[str, set[str]] = defaultdict(set)
        for term, label in network.names.class_labels.items():
            self._terms[name_key(label)].add(term)

    def thing(self, number: int) -> Thing:
        """Return the thing of a number."""
        names = self._network.names
        kind = names.classes[names.kinds[number]]
        iri, label = names.things[number], names.labels[number]
        return Thing(iri, label, kind, names.class_labels.get(kind, kind))

    def ends(self, question: Question) -> list[Meant]:
        """Return the things that are asked about; raise QuestionError where two are the same."""
        found: dict[str, Meant] = {}
        for place, said in enumerate(question.ends):
            parameter = "to" if place else "from"
            meant = self._end(parameter, said)
            if meant.thing.iri in found:
                rule = "it is the same thing as another end of the trace"
                raise QuestionError(parameter, said, rule)
            found[meant.thing.iri] = meant
        return list(found.values())

    def limited(self, question: Question) -> Limited:
        """Return what a question leaves out."""
        named = [self._named("avoid", said) for said in question.avoid]
        period = question.period
        return Limited(
            frozenset().union(*(one.things for one in named)),
            frozenset().union(*(one.kinds for one in named)),
            frozenset().union(*(one.relations for one in named)),
            None if period is None else (period.first.toordinal(), period.last.toordinal()),
            question.undated,
        )

    def required(self, question: Question, ends: Sequence[Meant]) -> list[Required]:
        """Return what paths must touch."""
        kinds = self._network.names.kinds
        asked = {one.number for one in ends}
        found = []
        for said in question.via:
            named = self._named("via", said)
            if named.things & asked:
                raise QuestionError("via", said, "it is an end of the trace already")
            things = set(named.things)
            if named.kinds:
                of = [number for number, kind in enumerate(kinds) if int(kind) in named.kinds]
                things |= set(of) - asked
            found.append(Required(said, frozenset(things), named.relations))
        return found

    def _end(self, parameter: str, said: str) -> Meant:
        iri = self._iri(parameter, said)
        if iri in self._numbers:
            return Meant(self.thing(self._numbers[iri]), self._numbers[iri])
        known = rows(self._engine, "things", thing=iri)
        if not known:
            rule = "a trace joins things, which it is not"
            raise QuestionError(parameter, said, rule)
        label, class_ = text(known[0]["label"]) or iri, min(text(row["class"]) for row in known)
        kind = self._network.names.class_labels.get(class_, class_)
        return Meant(Thing(iri, label, class_, kind), None, self._own_links(iri))

    def _own_links(self, iri: str) -> list[OwnLink]:
        found = []
        since, until = self._network.links.days_of(iri)
        for row in rows(self._engine, "own-links", thing=iri):
            other = self._numbers.get(text(row["other"]))
            if other is not None:
                names = text(row["label"]), text(row["inverse"])
                relation = plain(text(row["property"]), *names)
                is_subject = is_true(row["is_subject"])
                found.append(OwnLink(other, relation, is_subject, since, until))
        return found

    def _named(self, parameter: str, said: str) -> _Named:
        """Return what a word of `via` or `avoid` stands for."""
        terms = self._terms.get(name_key(said)) or {self._iri(parameter, said)}
        names, relations = self._network.names, self._network.relations
        narrower = terms | {
            one for one in names.class_labels if terms & names.wider.get(one, set())
        }
        kinds = frozenset(place for place, one in enumerate(names.classes) if one in narrower)
        of = frozenset(
            place
            for place, one in enumerate(relations)
            if one.term in narrower or one.passed & terms
        )
        if kinds or of:
            return _Named(kinds=kinds, relations=of)
        things = frozenset(self._numbers[one] for one in terms if one in self._numbers)
        if things:
            return _Named(things=things)
        rule = "no path passes through it: it is neither a thing, a kind of thing nor a relation"
        raise QuestionError(parameter, said, rule)

    def _iri(self, parameter: str, said: str) -> str:
        try:
            return self._finder.thing(named_at(said.strip()))
        except ThingError as error:
            raise NoThing(parameter, said, str(error).rstrip("."), error) from error
