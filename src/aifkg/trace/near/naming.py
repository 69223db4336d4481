"""The thing whose neighbours are asked for: what it is called, and of what kind it is."""

from __future__ import annotations

from aifkg.names import PrefixTable
from aifkg.show.question import Answering
from aifkg.trace.asked import rows, text
from aifkg.trace.near.listing import Other


def thing(engine: Answering, prefixes: PrefixTable, iri: str) -> Other:
    """Return what an IRI names."""
    (row,) = rows(engine, "near/thing", thing=iri)
    return Other(iri, text(row["label"]) or prefixes.shorten(iri), text(row["kind"]))
