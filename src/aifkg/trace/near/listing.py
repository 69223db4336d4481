"""A part: so many neighbours by one relation, each with what is said of the link."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from aifkg.names import TERM, PrefixTable
from aifkg.show.clause import fitting, properties, tell
from aifkg.show.parts import text
from aifkg.show.pointing import dated, worded
from aifkg.show.question import Answering, Row
from aifkg.trace.asked import rows
from aifkg.trace.near.way import Direction, Way

MOST = 200
"""Neighbours that a part has; one more is asked for, to know whether there is another part."""
_NO_PROPERTY = "http://www.w3.org/2002/07/owl#bottomObjectProperty"
_NO_CLASS = "http://www.w3.org/2002/07/owl#Nothing"


@dataclass(frozen=True, slots=True)
class Other:
    """A thing with its name and its kind."""

    iri: str
    label: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class End:
    """What stands at another end of a thing of a relational class."""

    path: str
    iri: str
    label: str


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A thing that is linked, what is said of the link, its dates, and who else has part in it."""

    thing: Other
    said: str
    dates: tuple[str, ...] = ()
    others: tuple[End, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """Some neighbours by their names, behind so many others, and whether there are more."""

    way: Way
    skipped: int
    neighbours: tuple[Neighbour, ...]
    is_last: bool


def part(engine: Answering, prefixes: PrefixTable, thing: str, way: Way, skipped: int) -> Part:
    """Return the part of a thing's neighbours that begins behind so many others."""
    grouped: dict[str, list[Row]] = {}
    for row in rows(engine, "near/part", skipped=skipped, thing=thing, **_bound(way)):
        grouped.setdefault(text(row["other"]), []).append(row)
    shown = list(grouped.items())[:MOST]
    found = [_neighbour(thing, way, iri, of, prefixes) for iri, of in shown]
    found.sort(key=lambda one: (one.thing.label.casefold(), one.thing.iri))
    return Part(way, skipped, tuple(found), is_last=len(grouped) <= MOST)


def _bound(way: Way) -> Mapping[str, str]:
    """Return what the query is bound to: patterns of other kinds of ways find nothing."""
    bound = dict.fromkeys(("out", "into", "into_end", "end", "first", "second"), _NO_PROPERTY)
    bound |= {"relation": way.term, "of_class": way.term if way.path else _NO_CLASS}
    match way.path:
        case ():
            into = "into_end" if way.is_mixed else "into"
            bound["out" if way.direction is Direction.OUT else into] = way.term
        case (end,):
            bound["end"] = TERM + end
        case (first, second):
            bound |= {"first": TERM + first, "second": TERM + second}
        case _:
            raise ValueError(f"<{way.name}> has an end that is more than two steps away")
    return bound


def _neighbour(
    thing: str, way: Way, iri: str, found: Sequence[Row], prefixes: PrefixTable
) -> Neighbour:
    names, kinds = (_least(found, of) for of in ("label", "kind"))
    other = Other(iri, names or prefixes.shorten(iri), kinds)
    facts = [row for row in found if text(row["part"]) == "fact"]
    words = worded(facts, prefixes)
    if way.path:
        return _told(thing, way, other, facts, words)
    values = {f"subject/{name}": said for name, said in words.items()}
    told = way.label if way.sentence is None else way.sentence.label(values)
    return Neighbour(other, told, dated(facts, tuple(words)))


def _least(found: Sequence[Row], part: str) -> str:
    return min((text(row["value"]) for row in found if text(row["part"]) == part), default="")


def _told(
    thing: str, way: Way, other: Other, facts: Sequence[Row], words: Mapping[str, Sequence[str]]
) -> Neighbour:
    """Return a thing of a relational class as its clause tells of it."""
    dates = dated(facts, properties(fitting(way.clause, words)))
    ends = {one for path in way.ends for one in _at("/".join(path), facts) if one.iri != thing}
    return Neighbour(other, tell(way.clause, words), dates, tuple(sorted(ends, key=_order)))


def _order(end: End) -> tuple[str, str, str]:
    return end.path, end.label, end.iri


def _at(path: str, facts: Sequence[Row]) -> Iterator[End]:
    """Yield what stands at an end of a thing of a relational class."""
    for row in facts:
        if text(row["property"]) == TERM + path:
            iri = text(row["value"])
            yield End(path, iri, text(row["value_label"]) or iri)
