"""Formats: the ways an answer can be written, by media type and short name; knows no engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aifkg.engine.errors import NotOffered
from aifkg.engine.gate import Form


@dataclass(frozen=True, slots=True, eq=False)
class Format:
    """A serialisation of results or of a graph, of which there is one object."""

    name: str
    media_type: str
    extension: str
    aliases: tuple[str, ...] = ()
    nicknames: tuple[str, ...] = ()

    @property
    def media_types(self) -> tuple[str, ...]:
        """Every media type that asks for this format, the proper one first."""
        return (self.media_type, *self.aliases)

    @property
    def is_xml(self) -> bool:
        """Whether the format is XML, which cannot carry every string."""
        return self.media_type.endswith("+xml")

    @property
    def has_lines(self) -> bool:
        """Whether each triple is a line, so that no prefix could shorten it."""
        return self.extension in ("nt", "nq")

    @property
    def has_graphs(self) -> bool:
        """Whether the format carries the graphs that triples stand in."""
        return self.name in ("trig", "nquads")

    @property
    def content_type(self) -> str:
        """The Content-Type header: text formats name their character set."""
        is_text = self.media_type.startswith("text/")
        return f"{self.media_type}; charset=utf-8" if is_text else self.media_type


RESULTS = (
    Format("json", "application/sparql-results+json", "srj", ("application/json",)),
    Format("xml", "application/sparql-results+xml", "srx"),
    Format("csv", "text/csv", "csv"),
    Format("tsv", "text/tab-separated-values", "tsv"),
)
GRAPHS = (
    Format("turtle", "text/turtle", "ttl", ("application/x-turtle",), ("n3",)),
    Format("ntriples", "application/n-triples", "nt", (), ("n-triples",)),
    Format("rdfxml", "application/rdf+xml", "rdf", (), ("rdf+xml", "xml")),
    Format("jsonld", "application/ld+json", "jsonld", ("application/json",), ("json-ld", "json")),
    Format("trig", "application/trig", "trig"),
    Format("nquads", "application/n-quads", "nq", (), ("n-quads",)),
)
BY_NAME = {format_.name: format_ for format_ in (*RESULTS, *GRAPHS)}


def named(name: str) -> tuple[Format, ...]:
    """Return the formats that clients mean by a name: ours, a nickname, an ending, a media type.

    `xml` and `json` each mean a format of results and one of graphs; the query's form decides.
    """
    name = name.strip().lower()
    return tuple(
        format_
        for format_ in BY_NAME.values()
        if name in (format_.name, format_.extension, *format_.nicknames, *format_.media_types)
    )


def offered(form: Form, *, as_quads: bool = False) -> tuple[Format, ...]:
    """Return the formats that can carry an answer of this form, the default first."""
    return RESULTS if form in (Form.SELECT, Form.ASK) and not as_quads else GRAPHS


def fitting(form: Form, formats: Sequence[Format], *, as_quads: bool = False) -> Format:
    """Return the first of the formats that can carry an answer of this form.

    Raise NotOffered where none can.
    """
    carrying = offered(form, as_quads=as_quads)
    for format_ in formats:
        if format_ in carrying:
            return format_
    asked = ", ".join(format_.name for format_ in formats)
    names = ", ".join(format_.name for format_ in carrying)
    raise NotOffered(
        f"The answer to a {form} cannot be written as {asked}; it can be written as {names}."
    )
