"""A way: by which relation things have neighbours, as the ontology declares it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from aifkg.names import TERM, PrefixTable
from aifkg.show.pointing import NOT_SHOWN
from aifkg.show.question import Answering, Row
from aifkg.trace.asked import is_true, rows, text
from aifkg.trace.sentence import Path, Sentence

_SUBJECT = "subject"


class Direction(StrEnum):
    """Which of the two is the subject: the thing, or its neighbour."""

    OUT = "out"
    IN = "in"


@dataclass(frozen=True, slots=True)
class Way:
    """A property in one direction, or an end of a relational class, whose things point here.

    `path` leads from a thing of the class to the thing whose neighbour it is; that of a property
    is empty. `ends` are the other ends of the class.
    """

    term: str
    direction: Direction
    label: str
    path: Path = ()
    kind: str = ""
    """What a thing of the class is called."""
    clause: str = ""
    sentence: Sentence | None = None
    ends: tuple[Path, ...] = ()
    is_mixed: bool = False
    """Whether also things that a class tells of point here by the property."""
    others: tuple[str, ...] = ()
    """Of what kinds the neighbours are or, of a class, what stands at its other ends."""

    @property
    def name(self) -> str:
        """The term, and behind a slash the path where it is a class."""
        return "/".join((self.term, *self.path))

    def shortened(self, prefixes: PrefixTable) -> str:
        """Return its name as people write it."""
        return "/".join((prefixes.shorten(self.term), *self.path))


@dataclass(frozen=True, slots=True)
class _Term:
    """What the ontology says of a property or a relational class."""

    iri: str
    is_class: bool
    label: str
    inverse: str
    clause: str
    sentences: Mapping[Path, Sentence]
    """By where they begin."""
    domain: str = ""
    range: str = ""

    @classmethod
    def of(cls, found: Sequence[Row]) -> _Term:
        row = found[0]
        said = [Sentence.read(text(one["sentence"])) for one in found if one["sentence"]]
        return cls(
            text(row["term"]),
            is_true(row["is_class"]),
            text(row["label"]),
            text(row["inverse"]),
            text(row["clause"]),
            {sentence.start: sentence for sentence in said},
            text(row["domain"]),
            text(row["range"]),
        )

    @property
    def backwards(self) -> str:
        """What a property is called by whom it leads to."""
        return self.inverse or f"{self.label} of"


class Ways:
    """All ways of one graph."""

    def __init__(self, engine: Answering) -> None:
        terms = list(_terms(rows(engine, "near/ways")))
        classes = [one for one in terms if one.is_class]
        properties = {one.iri.removeprefix(TERM): one for one in terms if not one.is_class}
        ends = {path for one in classes for path in one.sentences}
        steps = {name for path in ends for name in path}
        found = [way for one in classes for way in _of_class(one, properties)]
        for name, one in properties.items():
            # What leads to a thing has a name backwards; so the ontology tells it from the rest.
            if one.inverse or name in steps:
                is_mixed = (name,) in ends
                found += [_of_property(one, way, is_mixed=is_mixed) for way in Direction]
            elif one.iri not in NOT_SHOWN:
                # A code has neighbours, those that bear it, but is nobody's neighbour.
                found.append(_of_property(one, Direction.IN))
        self._ways = {(way.name, way.direction): way for way in found}

    def __iter__(self) -> Iterator[Way]:
        return iter(self._ways.values())

    def get(self, name: str, direction: Direction) -> Way | None:
        """Return the way of a name in a direction, or None."""
        return self._ways.get((name, direction))


def _terms(found: Sequence[Row]) -> Iterator[_Term]:
    by_term: dict[str, list[Row]] = {}
    for row in found:
        by_term.setdefault(text(row["term"]), []).append(row)
    return map(_Term.of, by_term.values())


def _of_property(one: _Term, direction: Direction, *, is_mixed: bool = False) -> Way:
    is_out = direction is Direction.OUT
    sentence = one.sentences.get((_SUBJECT if is_out else "object",))
    plain = one.label if is_out else one.backwards
    label = sentence.label({}) if sentence else plain
    kind = one.range if is_out else one.domain
    return Way(
        one.iri,
        direction,
        label,
        sentence=sentence,
        is_mixed=is_mixed and not is_out,
        others=(kind,) if kind else (),
    )


def _of_class(one: _Term, properties: Mapping[str, _Term]) -> Iterator[Way]:
    for path in one.sentences:
        label = properties[path[-1]].backwards
        ends = tuple(end for end in one.sentences if end != path)
        kinds = tuple(dict.fromkeys(properties[end[-1]].range for end in ends))
        # What is known of some ends alone would be taken to be all.
        others = kinds if all(kinds) else ()
        yield Way(
            one.iri, Direction.IN, label, path, one.label, one.clause, None, ends, others=others
        )
