"""The check: all that the rules find in a query, which is read and never run.

The structure that most rules look at is read from the engine's own tokens: once the gate and the
engine's parser have let a query pass, brackets and keywords say enough. rdflib's parser gives no
places, and reads neither SPARQL 1.2 nor LATERAL.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from aifkg.engine import (
    Bounds,
    Prefixes,
    QueryError,
    QuerySyntaxError,
    UpdateRefused,
    admit,
    syntax_fault,
)
from aifkg.engine.reading import declarations
from aifkg.engine.tokens import Kind, Token, significant
from aifkg.library import HeaderError
from aifkg.library.header import parse
from aifkg.lint.cursor import without_stops
from aifkg.lint.finding import Finding, Severity
from aifkg.lint.joins import joins
from aifkg.lint.prologue import Prologue, missing_prefixes
from aifkg.lint.reader import Reader
from aifkg.lint.services import Service, refused_services, services, without_services
from aifkg.lint.terms import Terms
from aifkg.lint.unbound import unbound
from aifkg.lint.unused import unused
from aifkg.lint.vocabulary import Vocabulary

_MOST_OF_A_RULE = 20
# Within the gate's bounds the parser may take minutes over nested `SELECT *` of ten thousand
# variables; within these all that was tried took a third of a second.
_MOST_TOKENS = 20_000
_MOST_VARIABLES = 1_000
_MOST_WRITTEN_OUT = 10_000_000
"""Characters; the parser and the rules hold each IRI in full, however short it is written."""
_BYTE_ORDER_MARK = "\ufeff"


def check(
    sparql: str,
    vocabulary: Vocabulary,
    *,
    allowed: Collection[str] = (),
    declared: Collection[str] = (),
    given: Collection[str] = (),
    bounds: Bounds | None = None,
) -> list[Finding]:
    """Return what will go wrong with a query or looks wrong, in the order of its places.

    `allowed` endpoints may be asked by SERVICE, `declared` prefixes of the project need no PREFIX
    line, and `given` variables have values from outside, as the parameters do that the header of a
    saved query names.
    """
    text = sparql.removeprefix(_BYTE_ORDER_MARK)
    found = _Check(text, vocabulary, allowed, declared, {*given, *_parameters(text)}).findings(
        bounds or Bounds()
    )
    return sorted(found, key=lambda one: (one.line, one.column, one.rule))


@dataclass(frozen=True, slots=True)
class _Check:
    """One query, and what it is checked against."""

    text: str
    vocabulary: Vocabulary
    allowed: Collection[str]
    declared: Collection[str]
    given: Collection[str]

    def findings(self, bounds: Bounds) -> Iterator[Finding]:
        """Yield what the rules find, as far as the query can be read."""
        is_short = len(self.text) <= bounds.characters
        called = services(significant(self.text)) if is_short else []
        try:
            query = admit(without_services(self.text, called), bounds)
        except QueryError as error:
            yield _of_error(error)
            return
        excess = _excess(query.tokens)
        if excess:
            yield Finding("unchecked", Severity.WARNING, excess, 1, 1)
            return
        tokens = list(without_stops(query.tokens))
        known = self.vocabulary.prefixes.namespaces
        prologue = Prologue.of(tokens, known, self.declared)
        missing = prologue.undeclared()
        fault = syntax_fault(query, Prefixes(known, missing))
        if fault is not None:
            yield _of_error(fault)
        yield from _capped(missing_prefixes(self.text, prologue))
        yield from _capped(refused_services(self.text, called, prologue, self.allowed))
        yield from self._of_body(prologue, called, is_sound=fault is None)

    def _of_body(
        self, prologue: Prologue, called: Sequence[Service], *, is_sound: bool
    ) -> Iterator[Finding]:
        """Yield what is found in the query itself; where the syntax is at fault, of terms alone."""
        reader = Reader(prologue.body)
        query = reader.query() if is_sound else None
        terms = Terms(self.text, prologue, self.vocabulary)
        yield from _capped(terms.unknown({token.start for token in reader.terms}))
        yield from _capped(terms.unknown_graphs({one.endpoint.start for one in called}))
        if query is not None:
            yield from _capped(unbound(self.text, query, self.given))
            yield from _capped(unused(self.text, query, self.given))
            yield from _capped(joins(self.text, query))


def _parameters(text: str) -> Collection[str]:
    """Return the names of the parameters that the header of a query names."""
    try:
        parameters = parse(text, "the query").get("params", {})
    except HeaderError:
        return ()
    return () if isinstance(parameters, str) else parameters


def _excess(tokens: Sequence[Token]) -> str:
    """Return why a query is too long to be checked, or ""."""
    if len(tokens) > _MOST_TOKENS:
        return (
            f"The query has more than {_MOST_TOKENS:,} words and marks, the most that are checked."
        )
    variables = len({token.text for token in tokens if token.kind is Kind.VARIABLE})
    if variables > _MOST_VARIABLES:
        return f"The query has {variables:,} variables; at most {_MOST_VARIABLES:,} are checked."
    if _written_out(tokens) > _MOST_WRITTEN_OUT:
        return (
            "The query has so many and so long IRIs that they could have more than "
            f"{_MOST_WRITTEN_OUT:,} characters when written out, the most that are checked."
        )
    return ""


def _written_out(tokens: Sequence[Token]) -> int:
    """Return how many characters all IRIs have at most, without prefixes and relative to nothing.

    Each base may be relative to the one before, and each prefix to the last.
    """
    lengths = [len(token.text) for token in tokens if token.kind is Kind.IRI]
    bases = [len(iri) for prefix, iri in declarations(tokens) if prefix is None]
    names = [len(token.text) for token in tokens if token.kind is Kind.NAME]
    longest = sum(bases) + max(lengths, default=0)
    return sum(lengths) + sum(names) + (len(lengths) + len(names)) * longest


def _of_error(error: QueryError) -> Finding:
    """Return the finding that says why the engine would not answer."""
    rule = "refused-query"
    suggestion = None
    if isinstance(error, QuerySyntaxError):
        rule = "syntax-error"
        suggestion = next(iter(error.suggestions), None)
    elif isinstance(error, UpdateRefused):
        rule = "refused-update"
    place = (error.line or 1, error.column or 1)
    return Finding(rule, Severity.ERROR, error.message, *place, suggestion)


def _capped(findings: Iterator[Finding]) -> Iterator[Finding]:
    """Yield the first findings of a rule; the last of them says where there are more."""
    yield from islice(findings, _MOST_OF_A_RULE)
    after = next(findings, None)
    if after is not None:
        message = (
            f"There is more of this kind from line {after.line}, column {after.column} on; "
            f"the first {_MOST_OF_A_RULE} are listed."
        )
        yield Finding(after.rule, after.severity, message, after.line, after.column)
