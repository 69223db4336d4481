"""A relation: one kind of link between two things, with its sentences in both directions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from aifkg.names import TERM
from aifkg.trace.sentence import Path, Sentence

SUBJECT: Path = ("subject",)
OBJECT: Path = ("object",)


@dataclass(frozen=True, slots=True)
class Relation:
    """How two things are linked: by a property, or by things of a relational class."""

    term: str
    label: str
    forward: Sentence
    backward: Sentence

    @property
    def is_property(self) -> bool:
        """Whether a link is one statement, not a thing of its own."""
        return {self.forward.start, self.forward.end} == {SUBJECT, OBJECT}

    @property
    def passed(self) -> frozenset[str]:
        """The properties that lead to its ends by way of something else, such as a post."""
        if self.is_property:
            return frozenset()
        ends = (self.forward.start, self.forward.end)
        return frozenset(TERM + name for path in ends for name in path[:-1])

    @property
    def inner(self) -> frozenset[Path]:
        """What a link of it may be told with, besides its ends."""
        return frozenset((*self.forward.inner, *self.backward.inner))


def relations(term: str, label: str, texts: Iterable[str]) -> list[Relation]:
    """Return the relations of a term from its sentences, those of a property from its subject.

    Raise ValueError where a sentence has not exactly one other that reads it backwards.
    """
    pairs: defaultdict[frozenset[Path], dict[Path, Sentence]] = defaultdict(dict)
    for sentence in map(Sentence.read, sorted(texts)):
        pair = pairs[frozenset((sentence.start, sentence.end))]
        if sentence.start in pair:
            ends = " to ".join("/".join(path) for path in (sentence.start, sentence.end))
            raise ValueError(f"<{term}> has two sentences from {ends}")
        pair[sentence.start] = sentence
    found = []
    for both, pair in pairs.items():
        if len(both) < 2 or len(pair) < 2:
            raise ValueError(f"<{term}> has a sentence between {sorted(both)} in one direction")
        first, second = (SUBJECT, OBJECT) if SUBJECT in both else sorted(both)
        found.append(Relation(term, label, pair[first], pair[second]))
    return sorted(found, key=lambda one: (one.forward.start, one.forward.end))


def plain(term: str, label: str, inverse: str) -> Relation:
    """Return the relation of a property that declares no sentence, as its labels call it."""
    name = label or term.removeprefix(TERM)
    forward = Sentence(SUBJECT, OBJECT, f": {name}:")
    return Relation(term, name, forward, Sentence(OBJECT, SUBJECT, f": {inverse or name + ' of'}:"))
