"""Diagnosis: what is wrong with a query that the parser rejected, in words, and where.

The parser reports how far it could *look*, up to a keyword's length past the token at fault, and a
list of characters. Parsed again with its tokens far apart, it can only look past the end of one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from aifkg.engine.errors import QuerySyntaxError
from aifkg.engine.reading import word
from aifkg.engine.tokens import Kind, Token, place, significant

_POSITION = re.compile(r"error at (\d+):(\d+): expected (.*)", re.DOTALL)
_SENTENCE = re.compile(r"(?:one of |, |^)([A-Z\\][A-Za-z*\\]*(?: [A-Za-z*]+)+)(?=,|$)")
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:")
_CLOSERS = {"{": "}", "(": ")", "[": "]"}
# Longer than the longest keyword that the parser compares with the text ahead.
_GAP = " " * 32
_BRACKETS = frozenset("{}(),")
WORDS = frozenset(
    """
    A ABS ADJUST AND AS ASC ASK AVG BASE BIND BNODE BOUND BY CEIL COALESCE CONCAT CONSTRUCT
    CONTAINS COUNT DATATYPE DAY DESC DESCRIBE DISTINCT ENCODE_FOR_URI EXISTS FALSE FILTER FLOOR
    FROM GRAPH GROUP GROUP_CONCAT HASLANG HASLANGDIR HAVING HOURS IF IN IRI ISBLANK ISIRI
    ISLITERAL ISNUMERIC ISTRIPLE ISURI LANG LANGDIR LANGMATCHES LATERAL LCASE LIMIT MAX MD5 MIN
    MINUS MINUTES MONTH NAMED NOT NOW OBJECT OFFSET OPTIONAL ORDER PREDICATE PREFIX RAND REDUCED
    REGEX REPLACE ROUND SAMETERM SAMEVALUE SAMPLE SECONDS SELECT SEPARATOR SERVICE SHA1 SHA256
    SHA384 SHA512 SILENT STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLANGDIR STRLEN
    STRSTARTS STRUUID SUBJECT SUBSTR SUM TIMEZONE TRIPLE TRUE TZ UCASE UNDEF UNION URI UUID
    VALUES VERSION WHERE YEAR
    """.split()
)

Parse = Callable[[str], str | None]


def diagnose(text: str, message: str, parse: Parse) -> QuerySyntaxError:
    """Return the error to raise; `parse` gives the parser's message for a text, if any."""
    tokens = significant(text)
    found = fault(text, tokens)
    if found is not None:
        return found
    hint = _hint(message)
    line, column = _reported(message)
    if hint:
        return _error(f"{hint}, noticed at line {line}, column {column}", line, column)
    token = _rejected(tokens, parse)
    if token is None or token.text == "}":
        found = _bound_twice(text, tokens)
        if found is not None:
            return found
    if token is None:
        return _error(f"it stops short at line {line}, column {column}", line, column)
    return _at(text, token, "", "is not expected there")


def fault(text: str, tokens: list[Token]) -> QuerySyntaxError | None:
    """Return what is wrong with a query for all that its tokens show."""
    for find in _FINDERS:
        found = find(text, tokens)
        if found is not None:
            return found
    return None


def _error(detail: str, line: int, column: int) -> QuerySyntaxError:
    return QuerySyntaxError(f"The query is not SPARQL: {detail}.", line=line, column=column)


def _at(text: str, token: Token, before: str, after: str) -> QuerySyntaxError:
    line, column = place(text, token.start)
    detail = f"{before}{_quoted(token.text)} at line {line}, column {column} {after}"
    return _error(detail, line, column)


def _quoted(text: str) -> str:
    first = text.splitlines()[0]
    short = first if len(first) <= 60 else f"{first[:57]}..."
    return f"'{short}'" if '"' in short else f'"{short}"'


def _unbalanced(text: str, tokens: list[Token]) -> QuerySyntaxError | None:
    opened: list[Token] = []
    for token in tokens:
        if token.text in _CLOSERS:
            opened.append(token)
        elif token.text not in _CLOSERS.values():
            continue
        elif not opened:
            return _at(text, token, "the ", "closes nothing")
        elif _CLOSERS[opened[-1].text] != token.text:
            line, column = place(text, opened[-1].start)
            closes = f'does not close the "{opened[-1].text}" at line {line}, column {column}'
            return _at(text, token, "the ", closes)
        else:
            opened.pop()
    return _at(text, opened[-1], "the ", "is never closed") if opened else None


def _unknown_word(text: str, tokens: list[Token]) -> QuerySyntaxError | None:
    for token in tokens:
        if token.kind is Kind.WORD and word(token) not in WORDS:
            after = "is no word of SPARQL; a variable starts with ?, a name needs a prefix"
            return _at(text, token, "", after)
    return None


def _undeclared_prefix(text: str, tokens: list[Token]) -> QuerySyntaxError | None:
    declared = {"_:"}
    for before, token in pairwise([Token(Kind.SPACE, "", 0), *tokens]):
        if token.kind is not Kind.NAME:
            continue
        if before.kind is Kind.WORD and before.text.upper() == "PREFIX":
            declared.add(token.text)
            continue
        prefix = token.text.partition(":")[0] + ":"
        if prefix not in declared:
            after = f"uses the prefix {prefix} which no PREFIX line declares"
            return _at(text, token, "", after)
    return None


def _broken_iri(text: str, tokens: list[Token]) -> QuerySyntaxError | None:
    for token, after in pairwise(tokens):
        opens = token.kind is Kind.MARK and token.text == "<" and after.start == token.end
        if opens and after.kind is Kind.NAME:
            return _at(text, token, "the IRI opened by ", "holds a character that no IRI may have")
    return None


def _relative_iri(text: str, tokens: list[Token]) -> QuerySyntaxError | None:
    if any(token.kind is Kind.WORD and token.text.upper() == "BASE" for token in tokens):
        return None
    for token in tokens:
        if token.kind is Kind.IRI and not _ABSOLUTE.match(token.text):
            return _at(text, token, "", "is a relative IRI, and no BASE line says relative to what")
    return None


def _bound_twice(text: str, tokens: list[Token]) -> QuerySyntaxError | None:
    seen: set[str] = set()
    for before, token in pairwise(tokens):
        if token.kind is not Kind.VARIABLE:
            continue
        assigned = before.kind is Kind.WORD and before.text.upper() == "AS"
        if assigned and token.text[1:] in seen:
            return _at(text, token, "", "is given a value by AS, but is in use before")
        seen.add(token.text[1:])
    return None


_FINDERS = (
    _broken_iri,
    _relative_iri,
    _unbalanced,
    _unknown_word,
    _undeclared_prefix,
)


def _hint(message: str) -> str:
    """Return the parser's own sentence, which stands among the characters it expected."""
    found = _POSITION.match(message)
    sentence = _SENTENCE.search(found[3]) if found else None
    return sentence[1].strip() if sentence and "U+" not in sentence[1] else ""


def _reported(message: str) -> tuple[int, int]:
    found = _POSITION.match(message)
    return (int(found[1]), int(found[2])) if found else (1, 1)


def _rejected(tokens: list[Token], parse: Parse) -> Token | None:
    """Return the token that the parser could not take, or None where it wants more of them."""
    spread, starts = _spread(tokens)
    message = parse(spread)
    if message is None:
        return None
    _, column = _reported(message)
    if column > len(spread):
        return None
    before = [token for token, start in zip(tokens, starts, strict=True) if start < column]
    return before[-1] if before else None


def _spread(tokens: list[Token]) -> tuple[str, list[int]]:
    """Return the tokens on one line, far apart wherever space may stand, and where each starts."""
    pieces: list[str] = []
    starts: list[int] = []
    length, end, bracket = 0, -1, False
    for token in tokens:
        apart = end != token.start or bracket or token.text in _BRACKETS
        gap = _GAP if apart else ""
        starts.append(length + len(gap))
        pieces += [gap, token.text]
        length += len(gap) + len(token.text)
        end, bracket = token.end, token.text in _BRACKETS
    return "".join(pieces) + _GAP, starts
