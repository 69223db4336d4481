"""The gate: what a query may be before any parser sees it; knows tokens, not the engine.

Nesting and sheer length end the interpreter that parses them, with no exception to catch, so both
are bounded here, a good order of magnitude below what kills (the design lists where that is).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from aifkg.engine.errors import QueryRefused, QuerySyntaxError, UpdateRefused
from aifkg.engine.tokens import Kind, Token, place, significant, tokenize


class Form(StrEnum):
    """What a query asks for."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"


@dataclass(frozen=True, slots=True)
class Bounds:
    """The most a query may have of each thing."""

    characters: int = 262_144
    depth: int = 100
    clauses: int = 500
    operators: int = 2_000


@dataclass(frozen=True, slots=True)
class Admitted:
    """A query that passed the gate."""

    text: str
    form: Form
    tokens: list[Token]


_OPEN = {"{": "}", "(": ")", "[": "]", "<<": ">>", "<<(": ")>>", "{|": "|}"}
_CLOSE = frozenset(_OPEN.values())
_CLAUSES = frozenset(
    "AS BIND EXISTS FILTER GRAPH LATERAL MINUS OPTIONAL SELECT UNION VALUES".split()
)
_OPERATORS = frozenset("+ - * / | ^ ! = < > && || != <= >=".split())
_UPDATES = frozenset("ADD CLEAR COPY CREATE DELETE DROP INSERT LOAD MOVE WITH".split())
_PROLOGUE = frozenset({"BASE", "PREFIX", "VERSION"})


def admit(text: str, bounds: Bounds | None = None) -> Admitted:
    """Return the query with its form; raise QueryRefused or QuerySyntaxError with the place."""
    bounds = bounds or Bounds()
    form = form_of(text, bounds)
    text = text.removeprefix("\ufeff")
    tokens = significant(text)
    _refuse_open(text, tokens)
    _bound_depth(text, tokens, bounds.depth)
    _bound_count(text, tokens, _CLAUSES, bounds.clauses, "clauses")
    _bound_count(text, tokens, _OPERATORS, bounds.operators, "operators")
    _refuse_service(text, tokens)
    return Admitted(text, form, tokens)


def form_of(text: str, bounds: Bounds | None = None) -> Form:
    """Return the form, reading no further than the word after the prologue, which names it."""
    bound = (bounds or Bounds()).characters
    if len(text) > bound:
        raise QueryRefused(f"The query has {len(text):,} characters; at most {bound:,} are read.")
    text = text.removeprefix("\ufeff")
    for token in tokenize(text):
        if token.kind is Kind.WORD and token.text.upper() not in _PROLOGUE:
            return _named_form(text, token)
    raise QuerySyntaxError(
        "The query is empty: it has none of SELECT, ASK, CONSTRUCT and DESCRIBE.", line=1, column=1
    )


def _named_form(text: str, token: Token) -> Form:
    word = token.text.upper()
    if word in Form.__members__:
        return Form[word]
    line, column = place(text, token.start)
    if word in _UPDATES:
        raise UpdateRefused(
            f"{word} at line {line}, column {column} would change the graph, which is only read "
            "here; it changes when the files it is built from do.",
            line=line,
            column=column,
        )
    raise QuerySyntaxError(
        f'A query starts with SELECT, ASK, CONSTRUCT or DESCRIBE; this one has "{token.text}" '
        f"at line {line}, column {column}.",
        line=line,
        column=column,
    )


def _refuse_open(text: str, tokens: list[Token]) -> None:
    """Refuse an unclosed string: where it ends, and so what is syntax after it, nobody can say."""
    for token in tokens:
        if token.kind is Kind.OPEN:
            line, column = place(text, token.start)
            raise QuerySyntaxError(
                f"The query is not SPARQL: the string opened at line {line}, column {column} "
                "is not closed.",
                line=line,
                column=column,
            )


def _bound_depth(text: str, tokens: list[Token], bound: int) -> None:
    """Refuse nesting past the bound; brackets inside an IRI count, in case the parser splits it."""
    depth = 0
    for token in tokens:
        if token.text in _OPEN:
            depth += 1
        elif token.text in _CLOSE:
            depth = max(0, depth - 1)
        inside = token.text.count("(") if token.kind is Kind.IRI else 0
        if depth + inside > bound:
            line, column = place(text, token.start)
            raise QueryRefused(
                f'The "{token.text[:40]}" at line {line}, column {column} is nested more than '
                f"{bound} deep, the most that is read.",
                line=line,
                column=column,
            )


def _bound_count(
    text: str, tokens: list[Token], words: frozenset[str], bound: int, what: str
) -> None:
    """Refuse more than `bound` of the words, which may be keywords or marks."""
    count = 0
    for token in tokens:
        counted = token.kind in (Kind.WORD, Kind.MARK) and token.text.upper() in words
        count += counted
        if counted and count > bound:
            line, column = place(text, token.start)
            raise QueryRefused(
                f"The query has more than {bound:,} {what}, the most that are read; the first one "
                f'too many is "{token.text}" at line {line}, column {column}.',
                line=line,
                column=column,
            )


def _refuse_service(text: str, tokens: list[Token]) -> None:
    """Refuse SERVICE, through which a query would make this machine open connections."""
    for token in tokens:
        if token.kind is Kind.WORD and token.text.upper() == "SERVICE":
            line, column = place(text, token.start)
            raise QueryRefused(
                f"SERVICE at line {line}, column {column} is not answered here: a query never "
                "makes this engine open a connection.",
                line=line,
                column=column,
            )
