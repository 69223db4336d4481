"""Unbound: variables that a query reads where nothing gives them a value.

What counts is what SPARQL lets an expression see. A FILTER sees its own group, and that of an
OPTIONAL also what is before it; a BIND sees what is before it in its group; EXISTS and LATERAL see
what is around them. A name such as `?none` says itself that it is unbound: `IF(?a, ?b, ?none)`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TypeAlias

from aifkg.engine import nearest
from aifkg.engine.tokens import Token
from aifkg.lint.finding import Finding
from aifkg.lint.structure import (
    Block,
    Expression,
    Filter,
    Group,
    Kind,
    Select,
    bound_by,
    groups_in,
    names,
    selects,
)

_SAID_UNBOUND = frozenset({"none", "null", "unbound", "undef"})
_Seen: TypeAlias = "tuple[Collection[str], ...]"


def unbound(text: str, query: Select, given: Collection[str]) -> Iterator[Finding]:
    """Yield a finding for each name read unbound; the `given` ones have values from outside."""
    reads = _Reads()
    reads.select(query, (given, _SAID_UNBOUND))
    somewhere = _bound_somewhere(query)
    for name, token in reads.unbound.items():
        if name in somewhere:
            detail = "has no value there: what binds it stands after it or in other braces"
            yield Finding.at(text, token, "unbound-variable", detail)
        else:
            meant = nearest(name, somewhere, most=1)
            suggestion = f"?{meant[0]}" if meant else None
            detail = "never gets a value: no pattern binds it"
            yield Finding.at(text, token, "unbound-variable", detail, suggestion=suggestion)


class _Reads:
    """Follows the names that have a value through a query; notes the first unbound reading."""

    def __init__(self) -> None:
        self.unbound: dict[str, Token] = {}

    def select(self, select: Select, given: _Seen) -> None:
        self._group(select.where, given)
        seen = {*select.where.names, *names(select.values.variables)}
        outside = (seen, *given)
        for one in (*select.keys, *select.computed):
            self._expression(one, outside)
            seen |= names(() if one.target is None else (one.target,))
        for one in (select.having, select.order):
            self._expression(one, outside)
        self._read((*select.shown, *select.template), outside)

    def _group(self, group: Group, given: _Seen, before: _Seen = ()) -> None:
        """Follow a group; `before` is what the filters of an OPTIONAL see besides."""
        bound: set[str] = set()
        for element in group.elements:
            if isinstance(element, Select):
                self.select(element, given)
            elif isinstance(element, Expression):
                self._expression(element, (bound, *given))
            elif isinstance(element, Block):
                self._block(element, given, bound)
            bound |= bound_by(element)
        seen = (bound, *given, *before)
        for element in group.elements:
            for condition in element.conditions if isinstance(element, Filter) else ():
                self._expression(condition, seen)

    def _block(self, block: Block, given: _Seen, bound: set[str]) -> None:
        around = (frozenset(bound),)
        for group in block.groups:
            if block.kind is Kind.LATERAL:
                self._group(group, given + around)
            else:
                self._group(group, given, around if block.kind is Kind.OPTIONAL else ())

    def _expression(self, expression: Expression, seen: _Seen) -> None:
        self._read(expression.variables, seen)
        for group in expression.exists:
            self._group(group, seen)

    def _read(self, variables: Iterable[Token], seen: _Seen) -> None:
        for token in variables:
            name = token.text[1:]
            if name not in self.unbound and not any(name in one for one in seen):
                self.unbound[name] = token


def _bound_somewhere(query: Select) -> set[str]:
    """Return the names that anything in the query binds, wherever it is seen."""
    bound: set[str] = set()
    for select in selects(query):
        bound |= names((*select.targets, *select.values.variables))
        groups = [select.where]
        while groups:
            group = groups.pop()
            bound |= group.names
            for element in group.elements:
                groups += groups_in(element)
    return bound
