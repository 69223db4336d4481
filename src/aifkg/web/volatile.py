"""Volatile queries: those whose answer is another each time, so that none may be kept."""

from __future__ import annotations

import re

from aifkg.engine.tokens import Kind, significant

_NAMES = ("BNODE", "NOW", "RAND", "UUID")
# The engine takes a name that is glued to the word before it, as in ORDER BYRAND().
_FUNCTIONS = re.compile(r"(?:BNODE|NOW|RAND|UUID)\s*[(#]", re.IGNORECASE)
_SIMPLE = re.compile(
    r"""(?:\s|PREFIX\s+[A-Za-z0-9_-]*:\s*<[^<>\s\\]*>)*CONSTRUCT\s*\{(?:[^{}"'#\\(\[<~_]|_(?!:))*\}"""
)
"""A usual prologue and a template of names and variables, in which nothing can hide."""
_BLANK_NODES = ("(", "<<", "[", "_:", "{|", "~")
"""What makes a blank node in a template: lists and reifiers do so as well."""


def is_volatile(sparql: str) -> bool:
    """Whether a query may be answered otherwise the next time.

    It looks for the names of functions wherever they stand: where it errs an answer is evaluated
    again, and no harm is done.
    """
    words = sparql.upper()
    if any(name in words for name in _NAMES) and _FUNCTIONS.search(sparql):
        return True
    if "CONSTRUCT" not in words or _SIMPLE.match(sparql):
        return False
    return any(mark in sparql for mark in _BLANK_NODES) and _makes_blank_nodes(sparql)


def _makes_blank_nodes(sparql: str) -> bool:
    """Whether the template has blank nodes; where there is none, the pattern is the template."""
    tokens = iter(significant(sparql))
    for token in tokens:
        if token.kind is Kind.WORD and token.text.upper() == "CONSTRUCT":
            break
    template = next(tokens, None)
    if template is None or template.text != "{":
        return True
    for token in tokens:
        if token.text == "}":
            return False
        if token.text in _BLANK_NODES or token.text.startswith("_:"):
            return True
    return True
