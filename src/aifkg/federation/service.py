"""Service: the SERVICE clauses of a query, found among its tokens; knows no network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from aifkg.engine import QuerySyntaxError
from aifkg.engine.gate import Admitted
from aifkg.engine.parts import variables
from aifkg.engine.reading import PROLOGUE, as_cut, iri_of, namespaces, services, word
from aifkg.engine.tokens import Kind, Token, place
from aifkg.federation.errors import ServiceRefused


@dataclass(frozen=True, slots=True)
class Service:
    """A SERVICE clause: where it stands, whom it asks, and its pattern."""

    tokens: Sequence[Token]
    is_silent: bool
    iri: str
    question: str
    names: frozenset[str]
    line: int
    column: int

    @property
    def start(self) -> int:
        """The offset at which the clause starts."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """The offset just past the clause."""
        return self.tokens[-1].end


def find(query: Admitted, most: int) -> list[Service]:
    """Return the SERVICE clauses; raise QueryError where one is not of the kind that is asked.

    Where there are more than `most` none is read: each may be as long as the query, nearly.
    """
    places = list(islice(services(query.tokens), most + 1))
    if len(places) > most:
        after = f"is one too many: a query may have {most:,}"
        raise _refused(query, query.tokens[places[most]], after)
    declared, known = _prologue(query), namespaces(query.tokens)
    found: list[Service] = []
    for i in places:
        token = query.tokens[i]
        if found and token.start < found[-1].end:
            raise _refused(query, token, "stands within another, which is not asked for it")
        if word(token) != "SERVICE":
            raise _refused(query, token, "is not set apart from the name after it")
        found.append(_service(query, query.tokens[i:], declared, known))
    return found


def _service(
    query: Admitted, tokens: Sequence[Token], declared: str, known: Mapping[str, str]
) -> Service:
    """Return the clause that the tokens begin with."""
    token = tokens[0]
    is_silent = len(tokens) > 1 and word(tokens[1]) == "SILENT"
    named, *rest = [*tokens[1 + is_silent :], token]
    if named.kind is Kind.VARIABLE:
        raise _refused(query, token, f"asks {named.text}; only an endpoint written out is asked")
    iri = iri_of(named, known)
    pattern = _pattern(rest)
    line, column = place(query.text, token.start)
    if iri is None or not pattern:
        after = "is not followed by an endpoint and a pattern in braces"
        message = f"The query is not SPARQL: SERVICE at line {line}, column {column} {after}."
        raise QuerySyntaxError(message, line=line, column=column)
    return Service(
        tokens[: 2 + is_silent + len(pattern)],
        is_silent,
        iri,
        f"{declared}\nSELECT * {query.text[pattern[0].start : pattern[-1].end]}",
        frozenset(variables(pattern)),
        line,
        column,
    )


def _pattern(tokens: Sequence[Token]) -> Sequence[Token]:
    """Return the tokens from an opening brace to the one that closes it, or none."""
    depth = 0
    for i, token in enumerate(tokens):
        depth += (token.text == "{") - (token.text == "}")
        if depth <= 0:
            return tokens[: i + 1] if i else ()
    return ()


def _prologue(query: Admitted) -> str:
    """Return the prologue in the query's own characters, for each endpoint that is asked."""
    tokens = takewhile(lambda token: not word(token) or word(token) in PROLOGUE, query.tokens)
    prologue = list(tokens)
    return as_cut(query.text[: prologue[-1].end], prologue) if prologue else ""


def _refused(query: Admitted, token: Token, after: str) -> ServiceRefused:
    line, column = place(query.text, token.start)
    message = f"SERVICE at line {line}, column {column} {after}."
    return ServiceRefused(message, line=line, column=column)
