"""Naming: what things, terms and values are called in a sentence about them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from aifkg.changes.reading import Statements, bare, literal
from aifkg.names import TERM
from aifkg.show.dates import in_words

LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
TITLE = f"{TERM}title"
_LANGUAGES = ("en", "mul", "")
_NUMBER = re.compile(r"[+-]?\d{1,40}(?:\.\d{1,40})?")
_NUMERIC = ("decimal", "integer")
_MOST = 160
_GROUPED = 10_000
"""From here on thousands are set apart; below it a number may be a year."""


class Names:
    """The labels that have been seen, and the properties that are units of others."""

    def __init__(self) -> None:
        self._labels: dict[str, str] = {}
        self._units: dict[str, str] = {}
        self._kinds: dict[str, str] = {}

    def learn(self, subject: str, said: Statements) -> None:
        """Take in what a subject is called; what is learnt later counts."""
        found = label_of(said)
        if found:
            self._labels[subject] = found
        for value in said.get(f"{TERM}isUnitOf", ()):
            self._units[bare(value)] = subject
        for value in said.get(f"{TERM}idPrefix", ()):
            self._kinds[bare(value)] = subject

    def of(self, iri: str) -> str:
        """Return the label of an IRI, or its last part."""
        return self._labels.get(iri) or _cut(re.split("[/#]", iri.rstrip("/#"))[-1])

    def kind(self, said: Statements, iri: str) -> str:
        """Return what a thing is: the class of its kind, or of any class that it has."""
        part = iri.rpartition("/")[0].rpartition("/")[2]
        classes = sorted(map(bare, said.get(_TYPE, ())))
        own = self._kinds.get(part, "")
        if own in classes:
            return self.of(own)
        ours = [one for one in classes if one.startswith(TERM) and one != f"{TERM}Thing"]
        return self.of(ours[0]) if ours else "thing"

    def value(self, term: str, property_: str, said: Statements) -> str:
        """Return a value as people read it, with its unit."""
        text = self._plain(term)
        unit = self._units.get(property_)
        units = [self._plain(one) for one in sorted(said.get(unit, ()))] if unit else []
        return f"{text} {units[0]}" if len(units) == 1 else text

    def _plain(self, term: str) -> str:
        found = literal(term)
        if found is None:
            return self.of(bare(term))
        text, _, datatype = found
        if datatype.rpartition("#")[2] in _NUMERIC and _NUMBER.fullmatch(text):
            number = Decimal(text)
            return f"{number:,f}" if abs(number) >= _GROUPED else text
        return in_words(text) if datatype else f"“{_cut(text)}”"


_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def label_of(said: Mapping[str, frozenset[str]]) -> str:
    """Return the label that a subject has, the English one first, or nothing."""
    for name in (LABEL, TITLE):
        found = sorted(filter(None, map(literal, said.get(name, ()))), key=_rank)
        if found:
            return _cut(found[0][0])
    return ""


def _rank(found: tuple[str, str, str]) -> tuple[int, str]:
    text, language, _ = found
    rank = _LANGUAGES.index(language) if language in _LANGUAGES else len(_LANGUAGES)
    return rank, text


def _cut(text: str) -> str:
    """Return a text that fits a sentence, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _MOST else f"{line[: _MOST - 1]}…"
