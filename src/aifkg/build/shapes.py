"""Shapes as data: each node of the shapes has a name, so that the graph can hold them.

A shape without one is named after where it stands: what `shape:AIFactory` says of `aif:hostedBy` is
`shape:AIFactory-hostedBy`. Knows no engine.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from aifkg.build.terms import bare, iri, is_iri

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from aifkg.build.terms import Triple

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_FIRST, _REST = iri(f"{_RDF}first"), iri(f"{_RDF}rest")
_PATH = iri("http://www.w3.org/ns/shacl#path")
_LOCAL = re.compile(r"[^#/]*$")
_CELL = re.compile(r"-(\d+)$")


def named(triples: Iterable[Triple]) -> tuple[Triple, ...]:
    """Return the triples of shapes with a name for each blank node, in the order of their file.

    Raise ValueError where a blank node hangs on no named one.
    """
    rows = list(triples)
    names = _Naming(rows).names()
    nameless = {s for s, _, _ in rows if _is_blank(s)} - names.keys()
    if nameless:
        raise ValueError("a blank node of the shapes hangs on no named node")
    return tuple((names.get(s, s), p, names.get(o, o)) for s, p, o in rows)


class _Naming:
    """The names that are given so far, and what is said of each node."""

    def __init__(self, rows: list[Triple]) -> None:
        self._said: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for s, p, o in rows:
            self._said[s].append((p, o))
        self._taken = {bare(term) for row in rows for term in row if is_iri(term)}
        self._names: dict[str, str] = {}

    def names(self) -> Mapping[str, str]:
        """Return the name of each blank node, as the term of an IRI."""
        for subject in [one for one in self._said if not _is_blank(one)]:
            self._below(subject, bare(subject))
        return self._names

    def _below(self, node: str, name: str) -> None:
        for predicate, value in self._said[node]:
            if _is_blank(value) and value not in self._names:
                given = self._free(self._wanted(name, predicate, value))
                self._names[value] = iri(given)
                self._below(value, given)

    def _wanted(self, name: str, predicate: str, value: str) -> str:
        """Return the name that a node would have: after its property, or its place in a list."""
        if predicate == _REST:
            number = _CELL.search(name)
            return f"{name[: number.start()]}-{int(number[1]) + 1}" if number else f"{name}-2"
        if predicate == _FIRST:
            return f"{name}-item"
        paths = [o for p, o in self._said[value] if p == _PATH and is_iri(o)]
        is_list = any(p == _FIRST for p, _ in self._said[value])
        last = _local(paths[0] if paths else predicate)
        return f"{name}-{last}-1" if is_list else f"{name}-{last}"

    def _free(self, wanted: str) -> str:
        found, number = wanted, 1
        while found in self._taken:
            number += 1
            found = f"{wanted}-{number}"
        self._taken.add(found)
        return found


def _is_blank(term: str) -> bool:
    return term.startswith("_:")


def _local(term: str) -> str:
    found = _LOCAL.search(bare(term))
    return found[0] if found else ""
