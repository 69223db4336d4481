"""Volatile queries: those whose answer is another each time, so that none may be kept."""

from __future__ import annotations

import re

_FUNCTIONS = re.compile(r"\b(?:BNODE|NOW|RAND|STRUUID|UUID)\b", re.IGNORECASE)
_TEMPLATES = re.compile(r"\bCONSTRUCT\b", re.IGNORECASE)
_BLANK_NODES = ("[", "_:")


def is_volatile(sparql: str) -> bool:
    """Whether a query may be answered otherwise the next time.

    It looks for the names of functions and, in what may be a template, for blank nodes, wherever
    they stand: where it errs an answer is evaluated again, and no harm is done.
    """
    if _FUNCTIONS.search(sparql):
        return True
    has_blank_nodes = any(mark in sparql for mark in _BLANK_NODES)
    return has_blank_nodes and _TEMPLATES.search(sparql) is not None
