"""Matches: which names fit what a person typed, and how well; knows no request and no engine."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import IntEnum
from heapq import nsmallest
from math import log

from aifkg.show.finder import name_key

CURIE = 6
"""The rank of a CURIE, by which something is found and never called."""
_WORD = re.compile(r"\w+")
_MOST_WORDS = 12
"""Words of a question that are looked up; each costs time."""
_LEAST_LETTERS = 4
"""Letters below which a word has no near spelling: too many others are as near."""
_MOST_CANDIDATES = 40
_NEAR = 0.7
_COMMON = frozenset(
    "a an and are at by do does for from how in is it of on or the to what when where which who "
    "with".split()
)
"""Words that tell no names apart."""
_PART = 0.6
"""The share of the best answer's weight that an answer to some of the words has at least."""


class How(IntEnum):
    """How a name fits, the best first."""

    EXACT = 0
    WORDS = 1
    BEGINNINGS = 2
    NEAR = 3
    SOME = 4


@dataclass(frozen=True, slots=True)
class Name:
    """A name of something; of names that fit as well, the lower rank and more mentions go first."""

    text: str
    thing: str
    kind: str
    rank: int
    is_english: bool = True
    mentions: int = 0


@dataclass(frozen=True, slots=True)
class Match:
    """Something whose name fits; `name` is the name that does, where that is not its label."""

    thing: str
    label: str
    kind: str
    how: How
    name: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """What fits a text: the best of it, and how many things fit in all."""

    best: tuple[Match, ...]
    total: int


class Index:
    """The names of one graph, by the words in them."""

    def __init__(self, names: Sequence[Name]) -> None:
        self._names = names
        self._keys = [name_key(name.text) for name in names]
        self._labels = _labels(names)
        self._by_word: defaultdict[str, set[int]] = defaultdict(set)
        for place, (name, key) in enumerate(zip(names, self._keys, strict=True)):
            for word in _words(f"{key} {name_key(name.kind)}"):
                self._by_word[word].add(place)
        self._words = sorted(self._by_word)
        self._by_part: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._words:
            for part in _parts(word):
                self._by_part[part].append(word)

    def find(self, text: str, most: int) -> Found:
        """Return what fits a text, the best first and each thing once, and so many at most."""
        key = name_key(text)
        words = list(dict.fromkeys(_words(key)))[:_MOST_WORDS]
        if not words:
            return Found((), 0)
        found = self._fitting(key, words) or self._near(words) or self._some(words)
        best: dict[str, tuple[tuple[float, ...], int, How]] = {}
        for place, (how, weight) in found.items():
            name = self._names[place]
            order = (how, weight, name.rank, -name.mentions, len(self._keys[place]))
            if name.thing not in best or order < best[name.thing][0]:
                best[name.thing] = (order, place, how)
        # A letter may fit every name there is; those that nobody is shown are counted alone.
        first = nsmallest(
            most, best, key=lambda thing: (best[thing][0], self._labels[thing], thing)
        )
        return Found(tuple(self._match(*best[thing][1:]) for thing in first), len(best))

    def _match(self, place: int, how: How) -> Match:
        name = self._names[place]
        label = self._labels[name.thing]
        other = None if name.text == label or name.rank == CURIE else name.text
        return Match(name.thing, label, name.kind, how, other)

    def _fitting(self, key: str, words: Iterable[str]) -> dict[int, tuple[How, float]]:
        """Return the names that have every word, or a word that begins with it."""
        exact: set[int] | None = None
        begun: set[int] | None = None
        for word in words:
            whole = self._by_word.get(word, set())
            begins = whole.union(*(self._by_word[one] for one in self._beginning(word)))
            exact = whole if exact is None else exact & whole
            begun = begins if begun is None else begun & begins
        return {place: self._how(key, place, exact or ()) for place in begun or ()}

    def _how(self, key: str, place: int, exact: Collection[int]) -> tuple[How, float]:
        name = self._keys[place]
        if name == key:
            return How.EXACT, 0.0
        if place in exact:
            return How.WORDS, 0.0
        return How.BEGINNINGS, 0.0 if name.startswith(key) else 1.0

    def _beginning(self, word: str) -> Iterator[str]:
        start = bisect_left(self._words, word)
        for place in range(start, len(self._words)):
            if not self._words[place].startswith(word):
                return
            yield self._words[place]

    def _near(self, words: Iterable[str]) -> dict[int, tuple[How, float]]:
        """Return the names that have every word in some spelling, the nearest first."""
        far: dict[int, float] | None = None
        for word in words:
            spellings = self._spellings(word)
            here: dict[int, float] = {}
            for spelling, distance in spellings.items():
                for place in self._by_word[spelling]:
                    here[place] = min(distance, here.get(place, 1.0))
            far = here if far is None else {p: far[p] + here[p] for p in far.keys() & here.keys()}
        return {place: (How.NEAR, round(distance, 3)) for place, distance in (far or {}).items()}

    def _spellings(self, word: str) -> dict[str, float]:
        """Return the words that a word may stand for, each with how far it is."""
        found = dict.fromkeys(self._beginning(word), 0.0)
        if len(word) < _LEAST_LETTERS:
            return found
        shared = Counter(one for part in _parts(word) for one in self._by_part.get(part, ()))
        matcher = SequenceMatcher(b=word, autojunk=False)
        # Of words that share as much, the first by letter: each process answers the same.
        for one in nsmallest(_MOST_CANDIDATES, shared, key=lambda one: (-shared[one], one)):
            matcher.set_seq1(one)
            if one not in found and matcher.ratio() >= _NEAR:
                found[one] = 1 - matcher.ratio()
        return found

    def _some(self, words: Iterable[str]) -> dict[int, tuple[How, float]]:
        """Return the names that have some of the words: rare words weigh more than common ones."""
        weights: defaultdict[int, float] = defaultdict(float)
        # In the order of the question, so that sums of weights are the same in each process.
        for word in (word for word in words if word not in _COMMON):
            places = self._by_word.get(word, set())
            weight = log(1 + len(self._names) / (1 + len(places)))
            for place in places:
                weights[place] += weight
        least = _PART * max(weights.values(), default=0.0)
        return {
            place: (How.SOME, -round(weight, 3))
            for place, weight in weights.items()
            if weight >= least
        }


def _labels(names: Iterable[Name]) -> Mapping[str, str]:
    """Return what each thing is shown as: its first name, in English where there is one."""
    labels: dict[str, str] = {}
    for name in sorted(names, key=lambda name: (name.rank, not name.is_english)):
        labels.setdefault(name.thing, name.text)
    return labels


def _words(key: str) -> list[str]:
    return _WORD.findall(key)


def _parts(word: str) -> set[str]:
    """Return the pairs of letters of a word, its ends marked."""
    marked = f" {word} "
    return {marked[place : place + 2] for place in range(len(marked) - 1)}
