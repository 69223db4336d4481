"""Formats: a trace as files for people, spreadsheets, graph tools and RDF; knows no HTTP.

The same trace gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from aifkg.engine import BY_NAME, Format, NotOffered
from aifkg.trace.answer import Trace
from aifkg.trace.formats import gexf, graphml, rdf, sentences, table
from aifkg.trace.formats.citing import Citation, bibtex, cite
from aifkg.trace.plain import as_json, packed

__all__ = ["FORMATS", "Citation", "bibtex", "cite", "named", "write"]


def _json(trace: Trace, _: Citation) -> bytes:
    # Without indents: they take longer than to find what is written.
    return packed(as_json(trace))


_WRITERS: Mapping[Format, Callable[[Trace, Citation], bytes]] = {
    Format("json", "application/json", "json"): _json,
    Format("sentences", "text/plain", "txt"): sentences.write,
    Format("csv", "text/csv", "csv"): table.write,
    Format("graphml", "application/graphml+xml", "graphml"): graphml.write,
    Format("gexf", "application/gexf+xml", "gexf"): gexf.write,
    BY_NAME["turtle"]: rdf.writer(BY_NAME["turtle"]),
    BY_NAME["trig"]: rdf.writer(BY_NAME["trig"]),
}
FORMATS = tuple(_WRITERS)
"""What a trace can be written as, the default first."""


def named(name: str) -> Format | None:
    """Return the format of a name, if there is one."""
    return next((one for one in FORMATS if one.name == name), None)


def write(trace: Trace, format_: Format, address: str, *, changed: str = "") -> bytes:
    """Return a trace in one of the formats; `address` is its permalink.

    `changed` is the day of the latest of its data, for citations. Raise NotOffered for another
    format.
    """
    if format_ not in _WRITERS:
        names = ", ".join(one.name for one in FORMATS)
        raise NotOffered(f"A trace cannot be written as {format_.name}; it can be as {names}.")
    return _WRITERS[format_](trace, Citation(address, changed))
