"""The ontology as the builder needs it: which terms exist and how their values resolve."""

from __future__ import annotations

import difflib
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from aifkg.build.terms import RDF_TYPE, RDFS_LABEL, XSD, Triple, aif, bare, iri, lexical
from aifkg.names import BASE, TERM

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_FUNCTIONAL = iri("http://www.w3.org/2002/07/owl#FunctionalProperty")
_RANGE = iri("http://www.w3.org/2000/01/rdf-schema#range")
_SUBCLASS = iri("http://www.w3.org/2000/01/rdf-schema#subClassOf")
_CODES = BASE + "code/"
_SH = "<http://www.w3.org/ns/shacl#"


@dataclass(frozen=True)
class Vocabulary:
    """Terms, codes and the traits of properties, all as N-Triples terms."""

    terms: frozenset[str]
    codes: frozenset[str]
    single: frozenset[str]
    time_varying: frozenset[str]
    decimal: frozenset[str]
    unit_of: Mapping[str, frozenset[str]]
    goes_with: Mapping[str, frozenset[str]]
    parents: Mapping[str, str]
    kinds: Mapping[str, str]
    source_ranks: Mapping[str, int]
    uses: Mapping[str, frozenset[str]]
    triples: tuple[Triple, ...]
    shapes: tuple[Triple, ...]

    @classmethod
    def of(
        cls,
        triples: Iterable[Triple],
        shapes: Iterable[Triple] = (),
        meta_shapes: Iterable[Triple] = (),
    ) -> Vocabulary:
        """Read the vocabulary from the triples of the ontology, its codes and its shapes.

        No data are checked against the meta-shapes: they are part of the graph, and no more.
        """
        shapes = tuple(shapes)
        rows = tuple(sorted(set(triples)))
        by_property: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for s, p, o in rows:
            by_property[p].append((s, o))
        types = by_property[RDF_TYPE]
        described = [s for s, _ in by_property[RDFS_LABEL]]
        return cls(
            terms=frozenset(s for s in described if bare(s).startswith(TERM)),
            codes=frozenset(s for s in described if not bare(s).startswith(TERM)),
            single=frozenset(s for s, o in types if o == _FUNCTIONAL),
            time_varying=frozenset(s for s, o in types if o == aif("TimeVaryingProperty")),
            decimal=frozenset(s for s, o in by_property[_RANGE] if bare(o) == XSD + "decimal"),
            unit_of=_grouped(by_property[aif("isUnitOf")]),
            goes_with=_grouped(by_property[aif("goesWith")]),
            parents={s: o for s, o in by_property[_SUBCLASS] if bare(o).startswith(TERM)},
            kinds={lexical(o): s for s, o in by_property[aif("idPrefix")]},
            source_ranks={s: int(lexical(o)) for s, o in by_property[aif("sourceRank")]},
            uses=_uses(shapes),
            triples=rows,
            shapes=(*shapes, *meta_shapes),
        )

    def ancestors(self, cls: str) -> Iterator[str]:
        """Yield a class and the classes of the ontology above it."""
        current: str | None = cls
        while current is not None:
            yield current
            current = self.parents.get(current)

    @cached_property
    def units_for(self) -> Mapping[str, str]:
        """The unit property of each property that has one."""
        return {p: unit for unit, properties in self.unit_of.items() for p in properties}

    def is_ours(self, term: str) -> bool:
        """Say whether an IRI lies where only the ontology and its codes may name things."""
        return bare(term).startswith((TERM, _CODES))

    def exists(self, term: str) -> bool:
        """Say whether a term or code of the project is described."""
        return term in self.terms or term in self.codes

    def nearest(self, term: str) -> str | None:
        """Return the term or code that is spelt most like this one, where any is near."""
        pool = {bare(t): t for t in (*self.terms, *self.codes)}
        near = difflib.get_close_matches(bare(term), pool, n=1, cutoff=0.85)
        return pool[near[0]] if near else None


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    groups: dict[str, set[str]] = defaultdict(set)
    for subject, value in pairs:
        groups[subject].add(value)
    return {subject: frozenset(values) for subject, values in groups.items()}


def _uses(shapes: Iterable[Triple]) -> dict[str, frozenset[str]]:
    """Return, for each property, the classes whose shapes speak of it."""
    targets: dict[str, str] = {}
    paths: dict[str, str] = {}
    parts: list[tuple[str, str]] = []
    for s, p, o in shapes:
        if p == _SH + "targetClass>":
            targets[s] = o
        elif p == _SH + "path>":
            paths[s] = o
        elif p == _SH + "property>":
            parts.append((s, o))
    return _grouped(
        (paths[part], targets[shape]) for shape, part in parts if part in paths and shape in targets
    )
