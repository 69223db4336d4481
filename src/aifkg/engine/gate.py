"""The gate: what a query may be before any parser sees it; knows tokens, not the engine.

Nesting and sheer length end the interpreter that parses them, with no exception to catch, so both
are bounded here, a good order of magnitude below what kills (the design lists where that is).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from aifkg.engine.diagnosis import WORDS, fault
from aifkg.engine.errors import QueryRefused, QuerySyntaxError, UpdateRefused
from aifkg.engine.nearest import did_you_mean, nearest
from aifkg.engine.reading import PROLOGUE, as_cut, is_glued_clause, services, split_names, word
from aifkg.engine.tokens import Kind, Token, place, significant, tokenize


class Form(StrEnum):
    """What a query asks for."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"


_FORMS = {form.value: form for form in Form}


@dataclass(frozen=True, slots=True)
class Bounds:
    """The most a query may have of each thing."""

    characters: int = 262_144
    depth: int = 100
    clauses: int = 500
    operators: int = 2_000


@dataclass(frozen=True)
class Admitted:
    """A query that passed the gate."""

    text: str
    form: Form
    is_plain: bool = False
    """Whether no way of cutting it into tokens breaks a bound."""

    @property
    def as_cut(self) -> str:
        """The query in a writing that the parser cuts into these tokens and no others."""
        return self.text if self.is_plain else as_cut(self.text, self.tokens)

    @cached_property
    def tokens(self) -> list[Token]:
        """The tokens of the query, cut when they are first asked for."""
        return significant(self.text)


_OPEN = {"{": "}", "(": ")", "[": "]", "<<": ">>", "<<(": ")>>", "{|": "|}"}
_CLOSE = frozenset(_OPEN.values())
_CLAUSES = frozenset(
    "AS BIND EXISTS FILTER GRAPH LATERAL MINUS OPTIONAL SELECT UNION VALUES".split()
)
_OPERATORS = frozenset("+ - * / | ^ ! = < > && || != <= >=".split())
_UPDATES = frozenset("ADD CLEAR COPY CREATE DELETE DROP INSERT LOAD MOVE WITH".split())
_MOST_IN_PROLOGUE = 10_000
_OPENING, _SIGNS = "{([", "+-*/|^!=<>&"
# A prologue of PREFIX lines as nearly all queries have it, and the word after it, which must not be
# the beginning of a name such as ask:x.
_USUAL_START = re.compile(
    r"(?:\s|#[^\n\r]*[\n\r]|PREFIX\s+[A-Za-z0-9_-]*:\s*<[^<>\s\\]*>)*([A-Z]+)(?![\w.:\-])"
)


def admit(text: str, bounds: Bounds | None = None) -> Admitted:
    """Return the query with its form; raise QueryRefused or QuerySyntaxError with the place."""
    query = admit_services(text, bounds)
    if not query.is_plain:
        _refuse_service(query)
    return query


def admit_services(text: str, bounds: Bounds | None = None) -> Admitted:
    """Do as `admit`, but let SERVICE through, for whoever takes it out of the query."""
    bounds = bounds or Bounds()
    form = form_of(text, bounds)
    text = text.removeprefix("\ufeff")
    query = Admitted(text, form, _is_harmless(text, bounds))
    if not query.is_plain:
        examine(query, bounds)
    return query


def examine(query: Admitted, bounds: Bounds) -> None:
    """Hold every token of a query against the bounds."""
    text, tokens = query.text, query.tokens
    _refuse_open(text, tokens)
    _bound_depth(text, tokens, bounds.depth)
    _bound_count(text, tokens, _CLAUSES, bounds.clauses, "clauses")
    _bound_count(text, tokens, _OPERATORS, bounds.operators, "operators")
    _refuse_unknown_words(text, tokens)
    _refuse_split_names(text, tokens)


def _is_harmless(text: str, bounds: Bounds) -> bool:
    """Whether no way of cutting the text into tokens could break a bound.

    It counts characters and words wherever they stand, in a string or a comment as well, so it can
    only err towards examining (measured: a tenth of what the tokens of a small query take). The
    shortest clause has two characters and one that sets it apart; an operator has one.
    """
    words = text.upper()
    if "\\" in text or "SERVICE" in words:
        return False
    if sum(map(text.count, _OPENING)) + text.count("<<") > bounds.depth:
        return False
    if len(text) >= 3 * bounds.clauses and sum(map(words.count, _CLAUSES)) > bounds.clauses:
        return False
    return len(text) <= bounds.operators or sum(map(text.count, _SIGNS)) <= bounds.operators


def form_of(text: str, bounds: Bounds | None = None) -> Form:
    """Return the form, reading no further than the word after the prologue, which names it."""
    bound = (bounds or Bounds()).characters
    if len(text) > bound:
        raise QueryRefused(f"The query has {len(text):,} characters; at most {bound:,} are read.")
    text = text.removeprefix("\ufeff")
    usual = _USUAL_START.match(text)
    if usual and usual[1] in _FORMS:
        return _FORMS[usual[1]]
    for number, token in enumerate(tokenize(text)):
        if number == _MOST_IN_PROLOGUE:
            raise QueryRefused(f"The query has more than {number:,} tokens before its form.")
        is_word = token.kind is Kind.WORD and token.text.upper() not in PROLOGUE
        if is_word or token.kind is Kind.MARK:
            return _named_form(text, token)
    raise QuerySyntaxError(
        "The query is empty: it has none of SELECT, ASK, CONSTRUCT and DESCRIBE.", line=1, column=1
    )


def _named_form(text: str, token: Token) -> Form:
    word = token.text.upper()
    if word in _FORMS:
        return _FORMS[word]
    line, column = place(text, token.start)
    if word in _UPDATES:
        raise UpdateRefused(
            f"{word} at line {line}, column {column} would change the graph, which is only read "
            "here. It changes when the files it is built from do: edit data/, run aifkg check, "
            "then aifkg reload.",
            line=line,
            column=column,
        )
    meant = nearest(word, (*Form, *sorted(PROLOGUE)), most=1)
    end = f"; {did_you_mean(meant)}" if meant else "."
    raise QuerySyntaxError(
        f'A query starts with SELECT, ASK, CONSTRUCT or DESCRIBE; this one has "{token.text[:40]}" '
        f"at line {line}, column {column}{end}",
        line=line,
        column=column,
        suggestions=meant,
    )


def _refuse_open(text: str, tokens: list[Token]) -> None:
    """Refuse an unclosed string: where it ends, and so what is syntax after it, nobody can say."""
    for token in tokens:
        if token.kind is Kind.OPEN:
            line, column = place(text, token.start)
            raise QuerySyntaxError(
                f"The query is not SPARQL: the string opened at line {line}, column {column} "
                "is not closed, or holds an escape that SPARQL has not.",
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
    for i, token in enumerate(tokens):
        counted = token.kind in (Kind.WORD, Kind.MARK) and token.text.upper() in words
        counted = counted or (words is _CLAUSES and is_glued_clause(tokens, i))
        count += counted
        if counted and count > bound:
            line, column = place(text, token.start)
            raise QueryRefused(
                f"The query has more than {bound:,} {what}, the most that are read; the first one "
                f'too many is "{token.text}" at line {line}, column {column}.',
                line=line,
                column=column,
            )


def _refuse_unknown_words(text: str, tokens: list[Token]) -> None:
    """Refuse a word that is none of SPARQL's: the parser would read `trueSERVICE` as two."""
    if any(token.kind is Kind.WORD and word(token) not in WORDS for token in tokens):
        found = fault(text, tokens)
        if found is not None:
            raise found


def _refuse_split_names(text: str, tokens: list[Token]) -> None:
    """Refuse a name that makes no IRI: the parser would read on after its prefix."""
    for token in split_names(tokens):
        line, column = place(text, token.start)
        raise QueryRefused(
            f'The name "{token.text[:40]}" at line {line}, column {column} makes no IRI: what its '
            'prefix stands for has no path to put it in, or a "#" already.',
            line=line,
            column=column,
        )


def _refuse_service(query: Admitted) -> None:
    """Refuse SERVICE, through which a query would make this machine open connections."""
    for i in services(query.tokens):
        line, column = place(query.text, query.tokens[i].start)
        raise QueryRefused(
            f"SERVICE at line {line}, column {column} is not answered here: a query never "
            "makes this engine open a connection, unless the operator of a server lists the "
            "endpoint.",
            line=line,
            column=column,
        )
