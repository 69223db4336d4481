"""The corpus: identities, sources with their passages, and verdicts, as the files state them.

Sorts what was read into its place and says what does not belong there. Decides nothing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from aifkg.build.dates import Span, span
from aifkg.build.terms import RDF_TYPE, Triple, aif, as_decimal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

TITLE = aif("title")
LOCATOR = aif("locator")
PASSAGE_OF = aif("passageOf")
VALID_AT = aif("validAt")
PUBLISHED = aif("published")
AVAILABLE_BY = aif("availableBy")
SOURCE_KIND = aif("sourceKind")
_VALUES = (aif("accepts"), aif("rejects"))
_UNDATED = Span(date.min, date.min)
_LOWEST_RANK = 1000


@dataclass(frozen=True)
class Source:
    """A document: its rank among sources (1 goes first) and the days it may date from."""

    iri: str
    rank: int
    published: Span
    known_by: date
    triples: tuple[Triple, ...]


@dataclass(frozen=True)
class Passage:
    """A place in a source, and what it states."""

    iri: str
    source: Source
    valid: Span
    claims: tuple[Triple, ...]
    triples: tuple[Triple, ...]


@dataclass(frozen=True)
class Verdict:
    """An editor's decision on one subject and property."""

    iri: str
    subject: str
    property: str
    accepts: str | None
    accepts_unit: str | None
    rejects: frozenset[str]
    rivals: tuple[tuple[str, str], ...]
    """Subjects and properties whose values only seem to contradict."""
    triples: tuple[Triple, ...]


@dataclass(frozen=True)
class Corpus:
    """Everything that the data files state, sorted by what it is."""

    identities: Mapping[str, tuple[Triple, ...]]
    sources: Mapping[str, Source]
    passages: Mapping[str, Passage]
    verdicts: tuple[Verdict, ...]
    dataset: tuple[Triple, ...] = ()

    def as_of(self, day: date) -> Corpus:
        """Return what was known on a day: the sources that were certainly out by then.

        A thing of which none of them speaks was not known. A verdict counts wherever what it is
        about was known, whenever it was made: it is how the evidence of that day is read now.
        """
        sources = {iri: s for iri, s in self.sources.items() if s.known_by <= day}
        passages = {iri: p for iri, p in self.passages.items() if p.source.iri in sources}
        spoken_of = {
            term for p in passages.values() for claim in p.claims for term in (claim[0], claim[2])
        }
        identities = {iri: rows for iri, rows in self.identities.items() if iri in spoken_of}
        verdicts = tuple(
            v
            for v in self.verdicts
            if {v.subject, *(subject for subject, _ in v.rivals)} <= identities.keys()
        )
        return Corpus(identities, sources, passages, verdicts, self.dataset)


def source(iri: str, triples: Iterable[Triple], ranks: Mapping[str, int]) -> Source:
    """Make a source from its record; `ranks` gives the rank of each kind of source.

    A source without a date of its own counts as published before all others, and as known only
    on the day by which it was certainly available.
    """
    rows = tuple(triples)
    said = {p: o for _, p, o in rows}
    published = span(said.get(PUBLISHED, ""))
    available = span(said.get(AVAILABLE_BY, "")) or published
    return Source(
        iri,
        ranks.get(said.get(SOURCE_KIND, ""), _LOWEST_RANK),
        published or _UNDATED,
        available.last if available else date.max,
        rows,
    )


def passage(iri: str, of: Source, record: Iterable[Triple], claims: Iterable[Triple]) -> Passage:
    """Make a passage from its record and the claims of its named graph."""
    rows = [row for row in record if row[1] not in (PASSAGE_OF, RDF_TYPE)]
    valid = next((span(o) for _, p, o in rows if p == VALID_AT), None) or of.published
    rows += [(iri, PASSAGE_OF, of.iri), (iri, RDF_TYPE, aif("Passage"))]
    if not any(p == VALID_AT for _, p, _ in rows):
        rows += [(iri, VALID_AT, o) for _, p, o in of.triples if p == PUBLISHED]
    return Passage(iri, of, valid, tuple(claims), tuple(rows))


def verdict(iri: str, triples: Iterable[Triple], decimals: frozenset[str]) -> Verdict:
    """Make a verdict from its record; numbers of decimal properties are read as decimals."""
    record = tuple(triples)
    on = next((o for _, p, o in record if p == aif("onProperty")), "")
    read = as_decimal if on in decimals else _same
    rows = tuple((s, p, read(o) if p in _VALUES else o) for s, p, o in record)
    said: dict[str, list[str]] = defaultdict(list)
    for _, p, o in rows:
        said[p].append(o)
    subject = (said[aif("onSubject")] or [""])[0]
    return Verdict(
        iri,
        subject,
        on,
        min(said[aif("accepts")], default=None),
        next(iter(said[aif("acceptsUnit")]), None),
        frozenset(said[aif("rejects")]),
        tuple(_rivals(subject, on, said)),
        rows,
    )


def _rivals(subject: str, prop: str, said: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    subjects = said.get(aif("rivalSubject"), [])
    properties = said.get(aif("rivalProperty"), [])
    for other in sorted(subjects or ([subject] if properties else [])):
        for theirs in sorted(properties or [prop]):
            yield other, theirs


def _same(term: str) -> str:
    return term
