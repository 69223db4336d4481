"""Tokens: a query cut into the pieces that the SPARQL grammar cuts it into; knows no meaning.

The cut must agree with the parser on what lies inside a string, an IRI or a comment, or a bracket
could be hidden from the gate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

# The classes of characters are the grammar's own: what Python takes for a letter is not.
_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_WITHIN = "0-9\u00b7\u0300-\u036f\u203f-\u2040"
_NAME = rf"[{_BASE}_{_WITHIN}\-]"
_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]"
_LOCAL = rf"(?:[{_BASE}_{_WITHIN}:\-]|{_ESCAPED})"
_CODEPOINT = (
    r"\\(?:u(?![Dd][89A-Fa-f])[0-9A-Fa-f]{4}"
    r"|U(?:0000(?![Dd][89A-Fa-f])|000[1-9A-Fa-f]|0010)[0-9A-Fa-f]{4})"
)
_IN_IRI = rf"[^<>\"{{}}|^`\\\x00-\x20]|{_CODEPOINT}"
# Where an escape is none, the parser takes a long string for an empty one and what follows.
_ESCAPE = rf"(?:\\[tbnrf\"'\\]|{_CODEPOINT})"
# Each alternative reads a stretch of text once and in one way, whatever the text: the time is
# linear in its length. Hence `open`, which takes what an unclosed string leaves unreadable, and
# the bound on a prefix. The parser takes one run of dots in a local name; the grammar takes more.
_SPARQL = re.compile(
    r"(?P<space>\s+|\#[^\n\r]*)"
    rf"|(?P<iri><(?:{_IN_IRI})*>)"
    rf"|(?P<string>\"\"\"(?:(?:\"|\"\")?(?:[^\"\\]|{_ESCAPE}))*\"\"\""
    rf"|'''(?:(?:'|'')?(?:[^'\\]|{_ESCAPE}))*'''"
    rf"|\"(?!\"\")(?:[^\"\\\n\r]|{_ESCAPE})*\"|'(?!'')(?:[^'\\\n\r]|{_ESCAPE})*')"
    r"|(?P<open>(?:\"\"\"|''').*|\"(?:[^\"\\\n\r]|\\.)*|'(?:[^'\\\n\r]|\\.)*)"
    rf"|(?P<variable>[?$][{_BASE}_0-9][{_BASE}_{_WITHIN}]*)"
    rf"|(?P<name>_:[{_BASE}_0-9]{_NAME}*(?:\.+{_NAME}+)*"
    rf"|(?:[{_BASE}](?:(?:{_NAME}|\.){{0,126}}{_NAME})?)?:"
    rf"(?:(?:[{_BASE}_0-9:]|{_ESCAPED}){_LOCAL}*(?:\.+{_LOCAL}+)?)?)"
    r"|(?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)?)"
    r"|(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
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
