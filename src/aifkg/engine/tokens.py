"""Tokens: a query cut into the pieces that the SPARQL grammar cuts it into; knows no meaning.

The cut must agree with the parser on what lies inside a string, an IRI or a comment, or a bracket
could be hidden from the gate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

# Each alternative reads a stretch of text once and in one way, whatever the text: the time is
# linear in its length. Hence `open`, which takes what an unclosed string leaves unreadable.
_IN_IRI = r"[^<>\"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_SPARQL = re.compile(
    r"(?P<space>\s+|\#[^\n\r]*)"
    rf"|(?P<iri><(?:{_IN_IRI})*>)"
    r"|(?P<string>\"\"\"(?:(?:\"|\"\")?(?:[^\"\\]|\\.))*\"\"\"|'''(?:(?:'|'')?(?:[^'\\]|\\.))*'''"
    r"|\"(?!\"\")(?:[^\"\\\n\r]|\\.)*\"|'(?!'')(?:[^'\\\n\r]|\\.)*')"
    r"|(?P<open>(?:\"\"\"|''').*|\"(?:[^\"\\\n\r]|\\.)*|'(?:[^'\\\n\r]|\\.)*)"
    r"|(?P<variable>[?$]\w+)"
    r"|(?P<name>(?:_|[^\W\d_][\w.\-]{0,127})?:(?:[\w:.\-]|%[0-9A-Fa-f]{2}|\\.)*)"
    r"|(?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[a-z]+)?)"
    r"|(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
    r"|(?P<word>\w+)"
    r"|(?P<mark><<\(|\)>>|<<|>>|\{\||\|\}|\^\^|&&|\|\||!=|<=|>=|[^\w\s])",
    re.DOTALL,
)


class Kind(StrEnum):
    """What a token is."""

    SPACE = "space"
    IRI = "iri"
    STRING = "string"
    OPEN = "open"
    VARIABLE = "variable"
    NAME = "name"
    LANGUAGE = "language"
    NUMBER = "number"
    WORD = "word"
    MARK = "mark"


class Token(NamedTuple):
    """A piece of a query and the offset at which it starts."""

    kind: Kind
    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset just past the token."""
        return self.start + len(self.text)


_KINDS = {kind.value: kind for kind in Kind}


def tokenize(text: str) -> Iterator[Token]:
    """Yield every token, white space and comments included; each character is in exactly one."""
    for match in _SPARQL.finditer(text):
        yield Token(_KINDS[match.lastgroup or "mark"], match.group(), match.start())


def significant(text: str) -> list[Token]:
    """Return the tokens that are neither white space nor comments."""
    return [token for token in tokenize(text) if token.kind is not Kind.SPACE]


def place(text: str, offset: int) -> tuple[int, int]:
    """Return line and column of an offset, both counted from 1 in characters."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1
