"""Telling: a link as a step, in words, with the passages and rules that it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from aifkg.names import TERM
from aifkg.trace.answer import Statement, Step, Thing
from aifkg.trace.facts import Facts, Passage, Rule, Said
from aifkg.trace.relation import OBJECT, SUBJECT, Relation
from aifkg.trace.sentence import Path, Sentence

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


@dataclass(frozen=True, slots=True)
class Told:
    """What was found about a link: its sentence, the values in it, and the statements behind both.

    Those of `ties` join its ends, those of `more` are of what else the sentence says.
    """

    sentence: Sentence
    values: Mapping[str, Sequence[str]]
    ties: Sequence[Hop]
    more: Sequence[Hop]

    @property
    def label(self) -> str:
        """What the sentence says between its ends."""
        return self.sentence.label(self.values)

    @property
    def said(self) -> list[Said]:
        """What all the statements say."""
        return [said for *_, said in (*self.ties, *self.more)]


def step(facts: Facts, link: Link, start: Thing, end: Thing, also: Sequence[Link]) -> Step:
    """Return a link as a step from one thing to the other, in the direction of the path.

    Raise LookupError where the graph does not hold what the link is made of.
    """
    told = _told(facts, link, start.iri)
    others = dict.fromkeys(_told(facts, one, start.iri).label for one in also)
    graphs = dict.fromkeys(graph for said in told.said for graph in said.graphs)
    known = [facts.graph(graph) for graph in graphs]
    statements = (
        *(_statement(facts, hop, is_link=True) for hop in told.ties),
        *(_statement(facts, hop, is_link=False) for hop in told.more),
    )
    return Step(
        start,
        end,
        link.relation.term,
        link.node,
        told.label,
        told.sentence.told(start.label, end.label, told.values),
        _day(link.since),
        _day(link.until),
        tuple(sorted({one for said in told.said for one in said.disputes})),
        tuple(sorted((one for one in known if isinstance(one, Passage)), key=_by_weight)),
        tuple(one for one in known if isinstance(one, Rule)),
        tuple(dict.fromkeys(statements)),
        tuple(label for label in others if label != told.label),
    )


def _told(facts: Facts, link: Link, start: str) -> Told:
    """Return what a link says, read from one of its ends."""
    relation = link.relation
    sentence = relation.forward if start == link.start else relation.backward
    roots = _roots(link)
    ties = _ties(facts, link, roots)
    if not ties:
        raise LookupError(f"The graph does not hold the link of {link.start} and {link.end}.")
    # The ends are named already: "the Draghi report has a statement by the Draghi report".
    ends = (link.start, link.end)
    found = {
        path: [hop for hop in _leads(facts, roots, path) if hop[-1].value not in ends]
        for path in sentence.inner
    }
    values = {
        "/".join(path): list(dict.fromkeys(said.words for *_, said in hops))
        for path, hops in found.items()
    }
    used = sentence.used(values)
    more = [hop for path, hops in found.items() if path in used for hop in hops]
    return Told(sentence, values, ties, more)


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
    known = [facts.graph(graph) for graph in said.graphs]
    return Statement(
        subject,
        property_,
        said.value,
        tuple(one.iri for one in known if isinstance(one, Passage)),
        tuple(one.iri for one in known if isinstance(one, Rule)),
        is_link,
        said.datatype,
        said.language,
    )


def _by_weight(one: Passage) -> tuple[int, str, str]:
    """Return where a passage stands among others: the kind that decides first, then the later."""
    when = one.published or one.available or ""
    return one.rank or 99, "".join(chr(0x10FFFF - ord(letter)) for letter in when), one.iri


def _day(ordinal: int) -> str | None:
    is_open = ordinal in (0, 1, date.max.toordinal())
    return None if is_open else date.fromordinal(ordinal).isoformat()
