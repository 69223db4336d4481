"""Signposts: links in the headers of a resource and its documents, for whoever reads no page.

They follow FAIR Signposting, level 1 (https://signposting.org/FAIR/): the page is the landing page,
the documents in RDF are its metadata, and those in JSON and CSV its content. Links that lead are to
this server; the one to cite is the public IRI.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from aifkg.engine import BY_NAME, GRAPHS
from aifkg.names import BASE, DATASET, named_at
from aifkg.web.standing import State

PAGE = ("html", "text/html")
METADATA = tuple((format_.extension, format_.media_type) for format_ in GRAPHS)
CONTENT = (("json", "application/json"), ("csv", "text/csv"))
LINKSET = "application/linkset+json"
_SCHEMA = "https://schema.org/"
_KINDS = {"ontology": "DefinedTermSet", "dataset": "Dataset", "code": "DefinedTerm"}
"""What is no thing of the graph, by how its IRI begins."""
_DUMP = ("snapshot.nq", BY_NAME["nquads"].media_type)


class Link(NamedTuple):
    """A typed link; its target is an IRI, or a path of this server without the first slash."""

    relation: str
    target: str
    media_type: str = ""

    def written(self) -> str:
        """Return the link as a header has it (RFC 8288)."""
        kind = f'; type="{self.media_type}"' if self.media_type else ""
        return f'<{self.place("/")}>; rel="{self.relation}"{kind}'

    def place(self, root: str) -> str:
        """Return the target, below the root of a server where it is a path."""
        return self.target if "://" in self.target else root + self.target


class Resource(NamedTuple):
    """A resource as its signposts show it; `name` is its IRI without the base."""

    name: str
    kind: str
    license: str | None
    is_in_dataset: bool

    @property
    def formats(self) -> tuple[tuple[str, str], ...]:
        """The documents that are its content, each an address and a media type."""
        documents = tuple((f"{self.name}.{ending}", kind) for ending, kind in CONTENT)
        return (*documents, _DUMP) if BASE + self.name == DATASET else documents

    def links(self, ending: str = "") -> list[Link]:
        """Return the links of the resource and its page, or of its document with an ending."""
        if ending in dict(METADATA):
            return [*self._cited(), Link("describes", f"{self.name}.html", PAGE[1])]
        if ending in dict(CONTENT):
            return [*self._cited(), Link("collection", f"{self.name}.html", PAGE[1])]
        return [
            *self._cited(),
            Link("type", f"{_SCHEMA}AboutPage"),
            *([Link("type", self.kind)] if self.kind else []),
            *(Link("describedby", f"{self.name}.{end}", kind) for end, kind in METADATA),
            *(Link("item", address, kind) for address, kind in self.formats),
            *([Link("collection", "dataset")] if self._is_part else []),
            Link("linkset", f"linkset?of={self.name}", LINKSET),
        ]

    def _cited(self) -> list[Link]:
        licensed = [Link("license", self.license)] if self.license else []
        return [Link("cite-as", named_at(BASE + self.name)), *licensed]

    @property
    def _is_part(self) -> bool:
        return self.is_in_dataset and BASE + self.name != DATASET


def signposted(name: str, state: State) -> Resource:
    """Return a resource as its signposts show it."""
    kind = _KINDS.get(name.partition("/")[0])
    return Resource(
        name,
        _SCHEMA + kind if kind else state.kind or "",
        _safe(state.license),
        state.is_in_dataset,
    )


def header(links: Iterable[Link]) -> str:
    """Return links as the value of one Link header."""
    return ", ".join(link.written() for link in links)


def _safe(iri: str | None) -> str | None:
    """Return an IRI of the data if a header can hold it."""
    is_safe = iri is not None and iri.isascii() and iri.isprintable() and not set(iri) & set('<>"')
    return iri if is_safe else None
