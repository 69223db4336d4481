"""Volatile queries: those whose answer is another each time, so that none may be kept."""

from __future__ import annotations

_FUNCTIONS = ("BNODE", "NOW", "RAND", "UUID")
_BLANK_NODES = ("[", "_:")


def is_volatile(sparql: str) -> bool:
    """Whether a query may be answered otherwise the next time.

    It looks for the names of functions and, in what may be a template, for blank nodes, wherever
    they stand: where it errs an answer is evaluated again, and no harm is done.
    """
    words = sparql.upper()
    if any(name in words for name in _FUNCTIONS):
        return True
    return "CONSTRUCT" in words and any(mark in sparql for mark in _BLANK_NODES)
