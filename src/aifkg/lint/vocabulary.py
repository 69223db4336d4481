"""The vocabulary: what a query may name, read from one snapshot once; knows no query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Protocol

from aifkg.engine import Bindings, NamedNode, Result, Solutions, nearest
from aifkg.names import PrefixTable


class Answering(Protocol):
    """All that is asked of an engine here."""

    def query(self, sparql: str, *, bindings: Bindings) -> Result:
        """Return the answer to a query with values bound to its variables."""
        ...


@dataclass(frozen=True)
class Vocabulary:
    """The IRIs that a graph uses, its named graphs, and the prefixes of the project."""

    iris: frozenset[str]
    graphs: frozenset[str]
    prefixes: PrefixTable

    @classmethod
    def of(cls, engine: Answering, prefixes: PrefixTable) -> Vocabulary:
        """Return the vocabulary of the graph that an engine answers from."""
        graphs = _column(engine, "graphs")
        return cls(_column(engine, "iris") | graphs, graphs, prefixes)

    def uses(self, iri: str) -> bool:
        """Whether the graph has other IRIs of the namespace of this one, which has a prefix."""
        namespace = _parted(iri)[0]
        return namespace in self._known and namespace in self._locals

    def near(self, iri: str) -> str | None:
        """Return the IRI of the graph that was meant by one that it does not have, if any.

        That is the one of the same name but for capitals, or of that name in another namespace, or
        else the likest of its own namespace.
        """
        namespace, local = _parted(iri)
        found = nearest(local, self._locals.get(namespace, ()), most=1)
        elsewhere = self._namespaces.get(local, ())
        is_close = any(one.casefold() == local.casefold() for one in found)
        if len(elsewhere) == 1 and not is_close:
            return elsewhere[0] + local
        return namespace + found[0] if found else None

    @cached_property
    def _locals(self) -> Mapping[str, list[str]]:
        found = defaultdict(list)
        for iri in sorted(self.iris):
            namespace, local = _parted(iri)
            found[namespace].append(local)
        return dict(found)

    @cached_property
    def _namespaces(self) -> Mapping[str, list[str]]:
        found = defaultdict(list)
        for namespace, names in self._locals.items():
            if namespace in self._known:
                for local in names:
                    found[local].append(namespace)
        return dict(found)

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.prefixes.namespaces.values())


def _parted(iri: str) -> tuple[str, str]:
    """Return an IRI as its namespace, which ends in the last / or #, and the name in it."""
    start = max(iri.rfind("/"), iri.rfind("#")) + 1
    return iri[:start], iri[start:]


def _column(engine: Answering, stem: str) -> frozenset[str]:
    """Return the IRIs that a query file of this room finds."""
    text = files(__package__).joinpath(f"{stem}.rq").read_text(encoding="utf-8")
    answer = engine.query(text, bindings={})
    if not isinstance(answer, Solutions):
        raise TypeError(f"{stem}.rq is no SELECT")
    return frozenset(row[0].value for row in answer.rows if isinstance(row[0], NamedNode))
