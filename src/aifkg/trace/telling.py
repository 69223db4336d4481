"""Telling: a link as a step, in words, with the passages and rules that it rests on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from aifkg.names import TERM
from aifkg.trace.answer import Also, Statement, Step, Thing
from aifkg.trace.dating import dates
from aifkg.trace.facts import Facts, Said
from aifkg.trace.grounds import Grounds, grounds, passages, rules_of
from aifkg.trace.relation import OBJECT, SUBJECT, Relation
from aifkg.trace.sentence import Beside, Path, Sentence

Hop = tuple[str, str, Said]
"""A statement on the way: who says it, by which property, and what."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link between two things, from its start to its end, valid on these days (0 for undated)."""

    start: str
    end: str
    relation: Relation
    node: str | None
    since: int = 0
    until: int = 0
    dated_by: str | None = None
    """The thing whose dates it has, where it is an end of the link."""

    @property
    def term(self) -> str:
        """What its relation is."""
        return self.relation.term


@dataclass(frozen=True, slots=True)
class Told:
    """What was found about a link: its sentence, the values in it, and the statements behind both.

    Those of `ties` join its ends, those of `more` are of what else the sentence says.
    """

    link: Link
    sentence: Sentence
    values: Mapping[str, Sequence[str]]
    beside: Beside
    ties: Sequence[Hop]
    more: Sequence[Hop]

    @property
    def label(self) -> str:
        """What the sentence says between its ends."""
        return self.sentence.label(self.values, self.beside)

    @property
    def said(self) -> list[Said]:
        """What all the statements say."""
        return [said for *_, said in (*self.ties, *self.more)]

    @property
    def place(self) -> tuple[bool, int, int]:
        """Where it stands among links of the same two: not unknown, few besides, much known."""
        besides = len(self.beside.start) + len(self.beside.end)
        is_unknown = self.sentence.lacks(self.values)
        return is_unknown, besides, -len(self.sentence.used(self.values))

    def grounds(self, facts: Facts) -> Grounds:
        """Return what it rests on."""
        node = self.link.node
        own = [said for subject, _, said in self.ties if node in (None, subject)]
        passed = [said for subject, _, said in self.ties if node not in (None, subject)]
        return grounds(facts, own, passed, [said for *_, said in self.more])


def step(
    facts: Facts,
    links: Sequence[Link],
    start: Thing,
    end: Thing,
    asked: Collection[str] = (),
) -> Step:
    """Return links as a step from one thing to the other, in the direction of the path.

    It is told by what is asked for, a term or a thing that stands for the link, or else by what the
    first link is: of several such links, by that of the fewest other things, of which most is
    known. Raise LookupError where the graph does not hold what a link is made of.
    """
    first = next((one for one in links if {one.node, one.term} & set(asked)), links[0])

    def place(one: Told) -> tuple[bool, bool, bool, int, int]:
        return one.link.node not in asked, one.link.term != first.term, *one.place

    every = [_told(facts, one, start.iri) for one in links]
    told, *others = sorted(every, key=place)
    rests = told.grounds(facts)
    statements = (
        *(_statement(facts, hop, is_link=True) for hop in told.ties),
        *(_statement(facts, hop, is_link=False) for hop in told.more),
    )
    return Step(
        start,
        end,
        told.link.term,
        told.link.node,
        told.label,
        told.sentence.told(start.label, end.label, told.values, told.beside),
        *dates(told.link.since, told.link.until, _dated(facts, told.link), facts.plain),
        tuple(sorted({one for said in told.said for one in said.disputes})),
        rests.evidence,
        rests.contrary,
        rests.rules,
        tuple(dict.fromkeys(statements)),
        tuple(dict.fromkeys(_also(facts, told, others))),
    )


def _also(facts: Facts, told: Told, others: Iterable[Told]) -> Iterator[Also]:
    """Yield the other links; a thing that ties the two in more than one way says the same."""
    for one in others:
        link = one.link
        if link.node is None or link.node != told.link.node:
            yield Also(one.label, link.node, link.term, one.grounds(facts).evidence)


def _told(facts: Facts, link: Link, start: str) -> Told:
    """Return what a link says, read from one of its ends."""
    relation = link.relation
    is_forward = start == link.start
    sentence = relation.forward if is_forward else relation.backward
    roots = _roots(link)
    ties = _ties(facts, link, roots)
    if not ties:
        raise LookupError(f"The graph does not hold the link of {link.start} and {link.end}.")
    # The ends are named already: "the Draghi report has a statement by the Draghi report".
    ends = (link.start, link.end) if is_forward else (link.end, link.start)
    found = {
        path: [hop for hop in _leads(facts, roots, path) if hop[-1].value not in ends]
        for path in sentence.inner
    }
    values = {"/".join(path): _words(hops) for path, hops in found.items()}
    beside = [
        _beside(facts, link, roots, path, end)
        for path, end in zip((sentence.start, sentence.end), ends, strict=True)
    ]
    used = sentence.used(values)
    more = [hop for path, hops in found.items() if path in used for hop in hops]
    more += [hop for hops in beside for hop in hops]
    return Told(link, sentence, values, Beside(*map(_words, beside)), ties, more)


def _beside(facts: Facts, link: Link, roots: Mapping[Path, str], path: Path, end: str) -> list[Hop]:
    """Return the statements of what else stands at an end of a thing that stands for a link."""
    if link.node is None:
        return []
    return [hop for hop in _leads(facts, roots, path) if hop[-1].value != end]


def _words(hops: Iterable[Hop]) -> list[str]:
    return list(dict.fromkeys(said.words for *_, said in hops))


def _dated(facts: Facts, link: Link) -> Iterator[tuple[str, Said]]:
    """Yield the dates that a link may be told with, each with the local name of its property."""
    if link.dated_by is not None:
        for name, every in facts.all_of(link.dated_by).items():
            yield from ((name, said) for said in every if said.span)
    for path in sorted(link.relation.inner):
        if link.until and (link.node is not None or len(path) > 1):
            hops = _leads(facts, _roots(link), path)
            yield from ((path[-1], said) for *_, said in hops if said.span)


def _ties(facts: Facts, link: Link, roots: Mapping[Path, str]) -> list[Hop]:
    """Return the statements that join the ends of a link, none where one is missing."""
    relation = link.relation
    if link.node is None:
        name = relation.term.removeprefix(TERM)
        said = facts.statement(roots[SUBJECT], name, roots[OBJECT])
        return [] if said is None else [(roots[SUBJECT], relation.term, said)]
    first = _way(facts, link.node, relation.forward.start, link.start)
    second = _way(facts, link.node, relation.forward.end, link.end)
    return [*first, *second] if first and second else []


def _roots(link: Link) -> Mapping[Path, str]:
    """Return what the paths of its sentences begin at."""
    if link.node is not None:
        return {(): link.node}
    if link.relation.forward.start == SUBJECT:
        return {SUBJECT: link.start, OBJECT: link.end}
    return {SUBJECT: link.end, OBJECT: link.start}


def _leads(facts: Facts, roots: Mapping[Path, str], path: Path) -> Iterator[Hop]:
    """Yield the last statements of all ways along a path."""
    is_of_node = () in roots
    things, names = ([roots[()]], path) if is_of_node else ([roots[path[:1]]], path[1:])
    for place, name in enumerate(names):
        # Of a thing that stands for a link all will be wanted; another may say very much.
        hops = [
            (thing, TERM + name, said)
            for thing in things
            for said in (facts.all_of(thing).get(name, ()) if is_of_node else facts.of(thing, name))
        ]
        if place == len(names) - 1:
            yield from hops
        things = list(dict.fromkeys(said.value for *_, said in hops))


def _way(facts: Facts, thing: str, path: Path, end: str) -> list[Hop] | None:
    """Return the statements along a path from a thing to an end, or None."""
    name, *rest = path
    for said in facts.all_of(thing).get(name, ()):
        hop = (thing, TERM + name, said)
        if not rest and said.value == end:
            return [hop]
        onward = _way(facts, said.value, tuple(rest), end) if rest else None
        if onward is not None:
            return [hop, *onward]
    return None


def _statement(facts: Facts, hop: Hop, *, is_link: bool) -> Statement:
    subject, property_, said = hop
    return Statement(
        subject,
        property_,
        said.value,
        tuple(one.iri for one in passages(facts, said.graphs)),
        tuple(one.iri for one in rules_of(facts, said.graphs)),
        is_link,
        said.datatype,
        said.language,
    )
