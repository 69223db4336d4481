"""Meaning: what the words of a question stand for together, as numbers of a network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from aifkg.engine import EmbeddedEngine
from aifkg.names import PrefixTable
from aifkg.trace.answer import Thing
from aifkg.trace.asked import is_true, rows, text
from aifkg.trace.ends import NOWHERE, OwnLink
from aifkg.trace.naming import Named, Naming
from aifkg.trace.network import Network
from aifkg.trace.question import Question, QuestionError
from aifkg.trace.relation import plain
from aifkg.trace.view import Limited, Required


@dataclass(frozen=True, slots=True)
class Meant:
    """A thing that is asked about: its number, or its own links where it stands for a link."""

    thing: Thing
    number: int | None
    own: Sequence[tuple[str, OwnLink]] = ()


class Meaning:
    """What words stand for in one graph."""

    def __init__(self, engine: EmbeddedEngine, prefixes: PrefixTable, network: Network) -> None:
        self._engine = engine
        self._naming = Naming(engine, prefixes, network)
        self._network = network

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

    def limited(self, question: Question, ends: Sequence[Meant]) -> Limited:
        """Return what a question leaves out; raise QuestionError where that leaves nothing."""
        avoided = [self._avoided(said, ends) for said in question.avoid]
        only = [self._naming.relations("only", said) for said in question.only]
        relations = frozenset().union(*(one.relations for one in avoided))
        for said, named in zip(question.only, only, strict=True):
            if named.relations <= relations:
                raise QuestionError("only", said, "avoid leaves out all that it stands for")
        if only:
            every = range(len(self._network.relations))
            relations |= set(every) - frozenset().union(*(one.relations for one in only))
        period = question.period
        places = [self._network.links.place_of(end.thing.iri) for end in ends]
        return Limited(
            frozenset().union(*(one.things for one in avoided)),
            frozenset().union(*(one.kinds for one in avoided)),
            relations,
            None if period is None else (period.first.toordinal(), period.last.toordinal()),
            question.undated,
            frozenset().union(*(one.iris for one in avoided)),
            frozenset().union(*(one.iris for one in only)) if only else None,
            frozenset().union(*(one.nodes for one in avoided)),
            frozenset(place for place in places if place is not None),
        )

    def required(
        self, question: Question, ends: Sequence[Meant], limited: Limited
    ) -> list[Required]:
        """Return what paths must touch; raise QuestionError where the rest leaves all of it out."""
        kinds = self._network.names.kinds
        asked, iris = {one.number for one in ends}, {one.thing.iri for one in ends}
        found = []
        for said in question.via:
            named = self._naming.named("via", said)
            if named.iris & iris:
                raise QuestionError("via", said, "it is an end of the trace already")
            things = set(named.things)
            if named.kinds:
                of = [number for number, kind in enumerate(kinds) if int(kind) in named.kinds]
                things |= set(of) - asked
            left = {one for one in things - limited.things if int(kinds[one]) not in limited.kinds}
            is_meant = bool(things or named.relations or named.nodes)
            if is_meant and not left and not self._has_links_left(named, limited):
                rule = f"{_leaving(question)} leaves out all that it stands for"
                raise QuestionError("via", said, rule)
            of_links = named.relations, named.iris, named.nodes
            found.append(Required(said, frozenset(things), *of_links))
        return found

    def _has_links_left(self, named: Named, limited: Limited) -> bool:
        """Say whether relations or nodes are named whose links are not all left out."""
        links, nodes = self._network.links, named.nodes - limited.nodes
        relations = set(links.relation[np.isin(links.node, list(nodes))].tolist())
        return bool((relations | named.relations) - limited.relations)

    def _avoided(self, said: str, ends: Sequence[Meant]) -> Named:
        if self._naming.iris("avoid", said) & {one.thing.iri for one in ends}:
            raise QuestionError("avoid", said, "it is an end of the trace, and stays on every path")
        return self._naming.named("avoid", said)

    def _end(self, parameter: str, said: str) -> Meant:
        iri = self._naming.iri(parameter, said)
        if iri in self._naming.numbers:
            return Meant(self.thing(self._naming.numbers[iri]), self._naming.numbers[iri])
        known = rows(self._engine, "things", thing=iri)
        if not known:
            rule = "a trace joins things, which it is not"
            raise QuestionError(parameter, said, rule)
        label, class_ = text(known[0]["label"]) or iri, min(text(row["class"]) for row in known)
        kind = self._network.names.class_labels.get(class_, class_)
        return Meant(Thing(iri, label, class_, kind), None, self._own_links(iri))

    def _own_links(self, iri: str) -> list[tuple[str, OwnLink]]:
        """Return the links of a thing that stands for one itself, each with what it leads to."""
        found = []
        since, until = self._network.links.days_of(iri)
        for row in rows(self._engine, "own-links", thing=iri):
            names = text(row["label"]), text(row["inverse"])
            relation = plain(text(row["property"]), *names)
            other = text(row["other"])
            number = self._naming.numbers.get(other, NOWHERE)
            link = OwnLink(number, relation, is_true(row["is_subject"]), since, until)
            found.append((other, link))
        return found


def _leaving(question: Question) -> str:
    given = {"avoid": question.avoid, "only": question.only}
    return " or ".join(name for name, values in given.items() if values)
