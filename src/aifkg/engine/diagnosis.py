"""Diagnosis: what is wrong with a query that the parser rejected, in words, and where.

The parser reports how far it could *look*, up to a keyword's length past the token at fault, and a
list of characters. Parsed again with its tokens far apart, it can only look past the end of one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from aifkg.engine.errors import QuerySyntaxError
from aifkg.engine.nearest import did_you_mean, nearest
from aifkg.engine.reading import word
from aifkg.engine.tokens import Kind, Token, place, significant

_POSITION = re.compile(r"error at (\d+):(\d+): expected (.*)", re.DOTALL)
_SENTENCE = re.compile(r"(?:one of |, |^)([A-Z\\][A-Za-z*\\]*(?: [A-Za-z*]+)+)(?=,|$)")
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:")
_CLOSERS = {"{": "}", "(": ")", "[": "]"}
# Longer than the longest keyword that the parser compares with the text ahead.
_GAP = " " * 32
_BRACKETS = frozenset("{}(),")
_KEYWORDS = frozenset(
    """
    A AND AS ASC ASK BASE BIND BY CONSTRUCT DESC DESCRIBE DISTINCT EXISTS FALSE FILTER FROM
    GRAPH GROUP HAVING IN LATERAL LIMIT MINUS NAMED NOT OFFSET OPTIONAL ORDER PREFIX REDUCED SELECT
    SEPARATOR SERVICE SILENT TRUE UNDEF UNION VALUES VERSION WHERE
    """.split()
)
_FUNCTIONS = frozenset(
    """
    ABS ADJUST AVG BNODE BOUND CEIL COALESCE CONCAT CONTAINS COUNT DATATYPE DAY ENCODE_FOR_URI
    FLOOR GROUP_CONCAT HASLANG HASLANGDIR HOURS IF IRI ISBLANK ISIRI ISLITERAL ISNUMERIC ISTRIPLE
    ISURI LANG LANGDIR LANGMATCHES LCASE MAX MD5 MIN MINUTES MONTH NOW OBJECT PREDICATE RAND REGEX
    REPLACE ROUND SAMETERM SAMEVALUE SAMPLE SECONDS SHA1 SHA256 SHA384 SHA512 STR STRAFTER
    STRBEFORE STRDT STRENDS STRLANG STRLANGDIR STRLEN STRSTARTS STRUUID SUBJECT SUBSTR SUM TIMEZONE
    TRIPLE TZ UCASE URI UUID YEAR
    """.split()
)
WORDS = _KEYWORDS | _FUNCTIONS
_BEFORE_PARENTHESIS = frozenset(
    "ASC BIND BY DESC DISTINCT FILTER HAVING IN SELECT VALUES WHERE".split()
)

Parse = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Prefixes:
    """The prefixes that may be meant, and those that a query uses without a PREFIX line."""

    known: Mapping[str, str] = field(default_factory=dict)
    declared: Collection[str] = ()


def diagnose(
    text: str,
    message: str,
    parse: Parse,
    prefixes: Prefixes | None = None,
    *,
    has_base: bool = False,
) -> QuerySyntaxError:
    """Return the error to raise; `parse` gives the parser's message for a text, if any."""
    tokens = significant(text)
    found = fault(text, tokens, prefixes, has_base=has_base)
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


def fault(
    text: str, tokens: list[Token], prefixes: Prefixes | None = None, *, has_base: bool = True
) -> QuerySyntaxError | None:
    """Return what is wrong with a query for all that its tokens show."""
    for find in _FINDERS if has_base else (*_FINDERS, _relative_iri):
        found = find(text, tokens)
        if found is not None:
            return found
    return _undeclared_prefix(text, tokens, prefixes or Prefixes())


def _error(
    detail: str,
    line: int,
    column: int,
    suggestions: tuple[str, ...] = (),
    *,
    is_asked: bool = True,
) -> QuerySyntaxError:
    """Return the error with a detail; where it is asked, it ends with what may be meant."""
    end = f"; {did_you_mean(suggestions)}" if suggestions and is_asked else "."
    message = f"The query is not SPARQL: {detail}{end}"
    return QuerySyntaxError(message, line=line, column=column, suggestions=suggestions)


def _at(
    text: str,
    token: Token,
    before: str,
    after: str,
    suggestions: tuple[str, ...] = (),
    *,
    is_asked: bool = True,
) -> QuerySyntaxError:
    line, column = place(text, token.start)
    detail = f"{before}{_quoted(token.text)} at line {line}, column {column} {after}"
    return _error(detail, line, column, suggestions, is_asked=is_asked)


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
    for token, after in pairwise([*tokens, Token(Kind.SPACE, "", len(text))]):
        if token.kind is Kind.WORD and word(token) not in WORDS:
            meant = nearest(token.text.upper(), _words_before(after))
            more = "" if meant else "; a variable starts with ?, a name needs a prefix"
            return _at(text, token, "", f"is no word of SPARQL{more}", meant)
    return None


def _words_before(after: Token) -> frozenset[str]:
    """Return the words of SPARQL that may stand before a token: a function has parentheses."""
    return _FUNCTIONS | _BEFORE_PARENTHESIS if after.text == "(" else _KEYWORDS - {"NAMED"}


def _undeclared_prefix(
    text: str, tokens: list[Token], prefixes: Prefixes
) -> QuerySyntaxError | None:
    declared = {"_", *prefixes.declared}
    for before, token in pairwise([Token(Kind.SPACE, "", 0), *tokens]):
        if token.kind is not Kind.NAME:
            continue
        prefix = token.text.partition(":")[0]
        if before.kind is Kind.WORD and before.text.upper() == "PREFIX":
            declared.add(prefix)
        elif prefix not in declared:
            meant = meant_by(prefix, declared, prefixes.known)
            add = f"; add {meant[0]}" if prefix in prefixes.known else ""
            after = f"uses the prefix {prefix}: which no PREFIX line declares{add}"
            return _at(text, token, "", after, meant, is_asked=not add)
    return None


def meant_by(prefix: str, declared: Collection[str], known: Mapping[str, str]) -> tuple[str, ...]:
    """Return what to write for a prefix that is not declared: its line, or others like it."""
    if prefix in known:
        return (f"PREFIX {prefix}: <{known[prefix]}>",)
    return tuple(f"{one}:" for one in nearest(prefix, {*declared, *known}))


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
    _unbalanced,
    _unknown_word,
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
