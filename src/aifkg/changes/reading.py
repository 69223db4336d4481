"""Reading: a snapshot subject by subject, without holding it; knows the form of its lines alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

Statements = Mapping[str, frozenset[str]]
"""What is said of a subject: by property, each value as a term of N-Triples."""

_LINE = re.compile(
    r"(?P<s><[^>]*>|_:\S+) (?P<p><[^>]*>) "
    r'(?P<o><[^>]*>|_:\S+|"(?:[^"\\]|\\.)*"(?:@[A-Za-z0-9-]+|\^\^<[^>]*>)?)'
    r"(?P<g> (?:<[^>]*>|_:\S+))? \.\s*"
)
_LITERAL = re.compile(r'"(?P<text>(?:[^"\\]|\\.)*)"(?:@(?P<language>\S+)|\^\^<(?P<type>[^>]*)>)?')
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
_PLAIN = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}
_SHOWN = 60
_LAST = 0x10FFFF


class ReadingError(ValueError):
    """A file is no snapshot, and where that shows."""


def subjects(lines: Iterable[str]) -> Iterator[tuple[str, Statements]]:
    """Yield each subject of the default graph, as a term, and what is said of it, in order.

    Raise ReadingError where a line is no statement, or the subjects are not in order.
    """
    before = ""
    for subject, parts in groupby(_default(lines), key=lambda part: part[0]):
        if subject <= before:
            raise ReadingError(f"The lines of a snapshot are sorted; {subject[:_SHOWN]} is late.")
        before = subject
        said: dict[str, set[str]] = {}
        for _, property_, value in parts:
            said.setdefault(property_, set()).add(value)
        yield subject, {name: frozenset(values) for name, values in said.items()}


def _default(lines: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    for number, line in enumerate(lines, start=1):
        match = _LINE.fullmatch(line)
        if match is None:
            raise ReadingError(f"Line {number:,} is no statement of N-Quads: {line[:_SHOWN]!r}.")
        if match["g"] is None:
            yield match["s"], match["p"][1:-1], match["o"]


def literal(term: str) -> tuple[str, str, str] | None:
    """Return text, language and datatype of a literal, or None for any other term."""
    match = _LITERAL.fullmatch(term)
    if match is None:
        return None
    return _ESCAPE.sub(_unescaped, match["text"]), match["language"] or "", match["type"] or ""


def bare(term: str) -> str:
    """Return the IRI of a term, or the text of a literal."""
    found = literal(term)
    return found[0] if found else term.removeprefix("<").removesuffix(">")


def _unescaped(match: re.Match[str]) -> str:
    code = match[1]
    if len(code) == 1:
        return _PLAIN.get(code, code)
    number = int(code[1:], 16)
    return chr(number) if number <= _LAST else match[0]
