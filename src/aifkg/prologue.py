"""The prologue: PREFIX lines that a query may leave out; knows tokens, not what they mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from aifkg.engine.tokens import Kind, Token, significant

_PLACE = re.compile(r"\bline (\d+)")


def missing(sparql: str, namespaces: Mapping[str, str]) -> str:
    """Return one line that declares the prefixes a query uses and does not declare, or ""."""
    tokens = significant(sparql)
    used = {_prefix(token) for token in tokens if token.kind is Kind.NAME}
    wanted = used - set(_declared(tokens))
    known = sorted(wanted & set(namespaces))
    return " ".join(f"PREFIX {name}: <{namespaces[name]}>" for name in known)


def _declared(tokens: list[Token]) -> Iterator[str]:
    for word, name in pairwise(tokens):
        if word.kind is Kind.WORD and word.text.upper() == "PREFIX" and name.kind is Kind.NAME:
            yield _prefix(name)


def _prefix(name: Token) -> str:
    return name.text.partition(":")[0]


def moved_up(message: str) -> str:
    """Return a message about a query with one line put before it, in the lines of the query."""
    return _PLACE.sub(lambda found: f"line {int(found[1]) - 1}", message)
