"""Pointing: what other things have to do with one, those that tell of a relation apart."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from aifkg.engine import Literal
from aifkg.names import BASE, TERM, PrefixTable
from aifkg.show import dates
from aifkg.show.claims import by_property
from aifkg.show.clause import fitting, properties, tell
from aifkg.show.evidence import Passages
from aifkg.show.parts import Parts, is_date, link, text
from aifkg.show.question import Row
from aifkg.show.sheet import Incoming, Kind, Link, Told
from aifkg.show.words import readable, word_of

NOT_SHOWN = frozenset(
    f"{TERM}{name}"
    for name in "onSubject statedValue accepts rejects rivalSubject member memberIn".split()
)
"""About evidence, or said of the other thing already: derived from its own properties."""
_HEADINGS = ("Posts", "Money", "Figures", "Rankings", "Events", "Calls", "Contracts")
"""In which order a reader wants them; others follow."""
_OF_NO_KIND = "other"
_OF_ANY_KIND, _ANY = "thing", "*"
"""How things are called of a relation that has so many that their kinds are not told apart."""
_BACKWARDS = "^"
_END, _OVER_BY = ("until",), ("endedBy",)
"""The properties of when something ends, and of when it was over at the latest."""
_OVER, _OPEN = "}", "~"
"""What sorts behind every date: what is over since nobody knows when, and what may go on."""
_MOST_LAST = 3
_MOST_TEXTS = 2
"""How many of several texts in somebody's words, such as purposes, are said."""


def told(parts: Parts, passages: Passages, prefixes: PrefixTable) -> tuple[Told, ...]:
    """Return what tells of the thing by a clause of its own, the earliest first."""
    relations = _relations(parts)
    facts = _by_other(parts["told"])
    stated = _by_other(parts["told claim"])
    disputed = _by_other(parts["told dispute"])
    found = []
    for row in _telling(parts):
        iri, clause = text(row["other"]), text(row["more"])
        values = facts[iri]
        words = worded(values, prefixes)
        found.append(
            Told(
                text(row["value"]),
                relations[text(row["property"])],
                link(row["other"], row["other_label"], prefixes),
                tell(clause, words),
                dated(values, properties(fitting(clause, words))),
                passages.of(text(one["passage"]) for one in stated[iri]),
                tuple(sorted({text(one["value"]) for one in disputed[iri]})),
            )
        )
    return tuple(_once(sorted(found, key=_place)))


def last_told(parts: Parts, prefixes: PrefixTable, names: Iterable[str]) -> dict[str, list[str]]:
    """Return what tells of the thing by properties such as `^holder`: of several what ends last.

    What is not known to end goes first, then what ended without word on when.
    """
    facts = _by_other(parts["told"])
    found: dict[str, list[str]] = {}
    for name in (one for one in names if one.startswith(_BACKWARDS)):
        by_end: defaultdict[str, set[str]] = defaultdict(set)
        for row in _telling(parts):
            if text(row["property"]) == TERM + name.removeprefix(_BACKWARDS):
                values = facts[text(row["other"])]
                said = tell(text(row["more"]), worded(values, prefixes))
                by_end[_end(values)].add(said)
        if by_end:
            # Each has commas of its own.
            found[name] = ["; ".join(sorted(by_end[max(by_end)])[:_MOST_LAST])]
    return found


def _end(values: Sequence[Row]) -> str:
    """Return where the end of something stands among those of others."""
    ends = dated(values, _END)
    if ends:
        return dates.place(ends[-1])
    return _OVER if dated(values, _OVER_BY) else _OPEN


def _once(told: Iterable[Told]) -> Iterator[Told]:
    """Leave out what the same thing tells by another relation in the same words."""
    seen: set[tuple[str, Link, str]] = set()
    for one in told:
        key = one.heading, one.thing, one.clause
        if key not in seen:
            seen.add(key)
            yield one


def incoming(parts: Parts, prefixes: PrefixTable) -> tuple[Incoming, ...]:
    """Return what points at the thing, by property as it is called read backwards."""
    relations = _relations(parts)
    counted = {key: rows for (_, key), rows in by_property(parts["relation"])}
    telling = {(row["other"], row["property"]) for row in _telling(parts)}
    plain = [row for row in parts["other"] if (row["other"], row["property"]) not in telling]
    others = {key: rows for (_, key), rows in by_property(plain)}
    told_of = Counter((text(property_), _kind(text(other))) for other, property_ in telling)
    found = []
    for iri, label in relations.items():
        rows = sorted(counted[iri], key=_reading_order)
        left = {text(row["unit"]): _count(row) - told_of[iri, text(row["unit"])] for row in rows}
        links = _by_kind(others.get(iri, ()), prefixes)
        if _ANY in left:
            links = {_ANY: tuple(one for kind in sorted(links) for one in links[kind])}
            left = {_ANY: sum(map(_count, rows)) - _told(told_of, iri)}
        kinds = tuple(
            Kind(_label(row), left[kind], links[kind])
            for row, kind in zip(rows, left, strict=True)
            if left[kind] > 0
        )
        if kinds:
            found.append(Incoming(label, iri, sum(map(_count, rows)), kinds))
    return tuple(sorted(found, key=lambda one: (one.label, one.iri)))


def _reading_order(row: Row) -> tuple[bool, str, str]:
    """Return where a kind stands among others: by its chapter in the reference, none last."""
    return row["other_label"] is None, text(row["other_label"]), _label(row)


def _label(row: Row) -> str:
    if text(row["unit"]) == _ANY:
        return _OF_ANY_KIND
    return text(row["unit_label"]) or _OF_NO_KIND


def _count(row: Row) -> int:
    return int(text(row["value"]))


def _told(told_of: Mapping[tuple[str, str], int], iri: str) -> int:
    """Return how many things of any kind are told of elsewhere."""
    return sum(count for (relation, _), count in told_of.items() if relation == iri)


def _kind(iri: str) -> str:
    """Return the kind of a thing, as its IRI has it; nothing where it has none."""
    return iri.removeprefix(f"{BASE}id/").partition("/")[0] if iri.startswith(f"{BASE}id/") else ""


def _by_kind(rows: Sequence[Row], prefixes: PrefixTable) -> Mapping[str, tuple[Link, ...]]:
    grouped: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[_kind(text(row["other"]))].append(row)
    links = {kind: _links(some, prefixes) for kind, some in grouped.items()}
    return defaultdict(tuple, links)


def worded(rows: Sequence[Row], prefixes: PrefixTable) -> dict[str, list[str]]:
    """Return the values of properties as a clause says them, by local name."""
    values: defaultdict[str, list[str]] = defaultdict(list)
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        name, value = text(row["property"]).removeprefix(TERM), row["value"]
        if isinstance(value, Literal) and value.language:
            texts[name].append(value.value)
            continue
        word = readable(link(value, row["value_label"], prefixes))
        values[name].append(word_of(name, word))
    # A unit that is not said must not make its number fall away.
    said = {name: sorted(set(words)) for name, words in values.items()}
    # A text has commas of its own.
    return said | {
        name: ["; ".join(sorted(set(some))[:_MOST_TEXTS])] for name, some in texts.items()
    }


def _relations(parts: Parts) -> dict[str, str]:
    return {
        text(row["property"]): text(row["more"]) or f"{text(row['label'])} of"
        for row in parts["relation"]
        if text(row["property"]) not in NOT_SHOWN
    }


def _telling(parts: Parts) -> list[Row]:
    relations = _relations(parts)
    return [row for row in parts["other"] if row["value"] and text(row["property"]) in relations]


def _by_other(rows: Sequence[Row]) -> Mapping[str, list[Row]]:
    grouped: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[text(row["other"])].append(row)
    return grouped


def dated(rows: Sequence[Row], names: Sequence[str]) -> tuple[str, ...]:
    """Return the dates that properties of these local names have."""
    said = (row["value"] for row in rows if text(row["property"]).removeprefix(TERM) in names)
    found = {one.value for one in said if is_date(one)}
    return tuple(sorted(found, key=dates.place))


def _place(one: Told) -> tuple[int, str, str, str, str]:
    known = one.heading in _HEADINGS
    first = dates.place(one.dates[0]) if one.dates else ""
    rank = _HEADINGS.index(one.heading) if known else len(_HEADINGS)
    return rank, one.heading, first, one.relation, one.thing.text


def _links(rows: Sequence[Row], prefixes: PrefixTable) -> tuple[Link, ...]:
    links = {link(row["other"], row["other_label"], prefixes) for row in rows}
    return tuple(sorted(links, key=lambda one: (one.text, one.iri or "")))
