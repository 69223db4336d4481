"""The whole graph: the default graph with all that is so, and the named graphs of evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aifkg.build import disputes, records
from aifkg.build.derive import Rule, derive
from aifkg.build.resolve import Dispute, resolve
from aifkg.build.terms import Triple, iri
from aifkg.build.uncollected import uncollected
from aifkg.names import DERIVED_GRAPH, RULE, SHAPES

if TYPE_CHECKING:
    from datetime import date

    from aifkg.build.corpus import Corpus
    from aifkg.build.vocabulary import Vocabulary

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Graph:
    """A resolved graph: what stands in the default graph, what was derived, and the evidence.

    The shapes stand in a graph of their own: they say what the data are held to, and are no data.
    """

    corpus: Corpus
    stated: tuple[Triple, ...]
    derived: Mapping[str, tuple[Triple, ...]]
    disputes: tuple[Dispute, ...]
    records: tuple[Triple, ...] = ()
    shapes: tuple[Triple, ...] = ()

    def default(self) -> Iterator[Triple]:
        """Yield the default graph: the resolved view, its records, and what is derived."""
        yield from self.stated
        yield from self.records
        for triples in self.derived.values():
            yield from triples

    def to_validate(self) -> Iterator[Triple]:
        """Yield the default graph and every claim: what resolution left out must be sound too."""
        yield from self.default()
        for passage in self.corpus.passages.values():
            yield from passage.claims

    def lines(self) -> Iterator[str]:
        """Yield every quad as a line of N-Quads."""
        for s, p, o in self.default():
            yield f"{s} {p} {o} .\n"
        for passage in self.corpus.passages.values():
            for s, p, o in passage.claims:
                yield f"{s} {p} {o} {passage.iri} .\n"
        for stem, triples in self.derived.items():
            for graph in (iri(RULE + stem), iri(DERIVED_GRAPH)):
                for s, p, o in triples:
                    yield f"{s} {p} {o} {graph} .\n"
        for s, p, o in self.shapes:
            yield f"{s} {p} {o} {iri(SHAPES)} .\n"


@uncollected()
def assemble(
    corpus: Corpus,
    vocabulary: Vocabulary,
    rules: list[Rule],
    *,
    as_of: date | None = None,
    progress: Progress = lambda _: None,
) -> Graph:
    """Resolve and derive: return the graph as it is known, now or on a day of the past."""
    known = corpus if as_of is None else corpus.as_of(as_of)
    progress("resolving")
    resolution = resolve(known, vocabulary)
    stated = tuple(dict.fromkeys(_stated(known, vocabulary, resolution.triples)))
    stated += tuple(disputes.describe(resolution.disputes))
    progress("deriving")
    return Graph(
        known,
        stated,
        derive(stated, rules),
        resolution.disputes,
        tuple(records.describe(rules)),
        vocabulary.shapes,
    )


def _stated(
    corpus: Corpus, vocabulary: Vocabulary, resolved: tuple[Triple, ...]
) -> Iterator[Triple]:
    yield from vocabulary.triples
    for identity in corpus.identities.values():
        yield from identity
    yield from resolved
    for source in corpus.sources.values():
        yield from source.triples
    for passage in corpus.passages.values():
        yield from passage.triples
    for verdict in corpus.verdicts:
        yield from verdict.triples
    yield from corpus.dataset
