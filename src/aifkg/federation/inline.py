"""Inline: solutions written as a VALUES block, the one place where values become SPARQL.

Everywhere else values are bound and never enter a query's text. A table of them cannot be bound,
so a term is written here by the engine itself: `str` of an IRI or a literal is its N-Triples form,
which SPARQL reads as the same term. An IRI that could end early cannot be made at all, and in a
literal each quote, backslash and end of a line is escaped.
"""

from __future__ import annotations

from aifkg.engine import Term
from aifkg.federation.rows import Rows


def inline(rows: Rows) -> str:
    """Return the VALUES block."""
    names = " ".join(f"?{name}" for name in rows.variables)
    lines = " ".join(f"({' '.join(map(_written, row))})" for row in rows.rows)
    return f"VALUES ({names}) {{ {lines} }}"


def _written(term: Term | None) -> str:
    return "UNDEF" if term is None else str(term)
