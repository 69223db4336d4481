"""Names: the base, the one prefix table, and the law that ties CURIE, file, IRI and class.

Knows nothing of graphs or engines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

BASE = "https://w3id.org/aifkg/"
TERM = BASE + "ontology#"
SOURCE = BASE + "source/"
VERDICT = BASE + "verdict/"
RULE = BASE + "rule/"
SHAPES = BASE + "shapes"
DISPUTE = BASE + "dispute/"
DATASET = BASE + "dataset"
UNKNOWN = BASE + "code/stated-value/unknown"
"""What stands for the word of a source that a value is unknown."""
DERIVED_GRAPH = BASE + "graph/derived"
_AUTHORITY = "http://publications.europa.eu/resource/authority/"
ADOPTED = {
    BASE + "id/country/": _AUTHORITY + "country/",
    BASE + "code/currency/": _AUTHORITY + "currency/",
}
"""Where the base answers about things that others name: the IRIs of the EU's authority tables."""

_PREFIX_LINE = re.compile(r"@?\bprefix\s+([A-Za-z][\w-]*)?:\s*<([^>]*)>", re.IGNORECASE)
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[\w.-]*[\w-])?")


def answered_at(iri: str) -> str:
    """Return the IRI under the base that answers about a thing: its own, or one for it."""
    for ours, theirs in ADOPTED.items():
        if iri.startswith(theirs):
            return ours + iri.removeprefix(theirs)
    return iri


def named_at(iri: str) -> str:
    """Return the IRI of the thing that an IRI under the base answers about."""
    for ours, theirs in ADOPTED.items():
        if iri.startswith(ours):
            return theirs + iri.removeprefix(ours)
    return iri


@dataclass(frozen=True)
class PrefixTable:
    """The prefixes of the project, read from `ontology/prefixes.ttl`."""

    namespaces: Mapping[str, str]

    @classmethod
    def read(cls, path: Path) -> PrefixTable:
        """Read the table; raise ValueError when two prefixes bind one namespace."""
        text = path.read_text(encoding="utf-8")
        pairs = [(name, namespace) for name, namespace in _PREFIX_LINE.findall(text) if name]
        table = dict(pairs)
        if len(table) != len(pairs) or len(set(table.values())) != len(table):
            raise ValueError(f"{path}: a prefix or a namespace stands twice in the prefix table")
        return cls(table)

    @cached_property
    def _longest_first(self) -> list[tuple[str, str]]:
        return sorted(self.namespaces.items(), key=lambda item: -len(item[1]))

    def expand(self, curie: str) -> str:
        """Return the IRI of a CURIE; raise KeyError when its prefix is not in the table."""
        prefix, _, local = curie.partition(":")
        return self.namespaces[prefix] + local

    def shorten(self, iri: str) -> str:
        """Return the CURIE of an IRI, or the IRI itself where no prefix fits."""
        for prefix, namespace in self._longest_first:
            if iri.startswith(namespace) and _LOCAL.fullmatch(iri[len(namespace) :]):
                return f"{prefix}:{iri[len(namespace) :]}"
        return iri

    def iri_of_file(self, kind: str, slug: str) -> str | None:
        """Return the IRI that the law gives the file `data/id/<kind>/<slug>.ttl`."""
        namespace = self.namespaces.get(kind)
        return None if namespace is None else namespace + slug

    def file_of_iri(self, iri: str) -> tuple[str, str] | None:
        """Return (kind, slug) of the identity file that the law gives an IRI, or None."""
        for prefix, namespace in self._longest_first:
            local = iri[len(namespace) :]
            if iri.startswith(namespace) and local and "/" not in local and "#" not in local:
                return prefix, local
        return None


def bound_prefixes(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield each prefix that a Turtle or TriG text binds, its namespace, and where it does."""
    for match in _PREFIX_LINE.finditer(text):
        yield match.group(1) or "", match.group(2), match.start()


def read_prefixes(text: str) -> dict[str, str]:
    """Return the prefixes that a Turtle or TriG text binds, the empty one included."""
    return {prefix: namespace for prefix, namespace, _ in bound_prefixes(text)}
