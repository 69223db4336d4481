"""The structure of a query: its groups and what stands in them; knows neither text nor graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from typing import TypeAlias

from aifkg.engine import Form
from aifkg.engine.tokens import Token


def names(variables: Iterable[Token]) -> set[str]:
    """Return the names of variables, which `?` and `$` do not tell apart."""
    return {token.text[1:] for token in variables}


@dataclass(frozen=True, slots=True)
class Pattern:
    """A triple pattern or path.

    `links` are the nodes without a name that join it to others; it is wild where its predicate is
    a variable.
    """

    start: Token
    variables: tuple[Token, ...]
    links: tuple[str, ...]
    is_wild: bool


@dataclass(frozen=True, slots=True)
class Expression:
    """What an expression reads, with the groups of its EXISTS, and the name that AS gives it."""

    variables: tuple[Token, ...] = ()
    exists: tuple[Group, ...] = ()
    target: Token | None = None

    @property
    def related(self) -> set[str]:
        """The names that it brings together."""
        inside = (group.names for group in self.exists)
        target = () if self.target is None else (self.target,)
        return names((*self.variables, *target)).union(*inside)


@dataclass(frozen=True, slots=True)
class Filter:
    """A FILTER, as the conditions that all must hold."""

    conditions: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Values:
    """A VALUES block."""

    variables: tuple[Token, ...]


class Kind(Enum):
    """How the groups of a block stand to what is before them."""

    NESTED = auto()
    UNION = auto()
    OPTIONAL = auto()
    MINUS = auto()
    LATERAL = auto()
    GRAPH = auto()
    SERVICE = auto()


@dataclass(frozen=True, slots=True)
class Block:
    """Groups inside a group; `name` is the variable of a GRAPH or SERVICE."""

    kind: Kind
    start: Token
    groups: tuple[Group, ...]
    name: Token | None = None

    @property
    def names(self) -> set[str]:
        """The names that it can bind."""
        own = () if self.name is None else (self.name,)
        return names(own).union(*(group.names for group in self.groups))


@dataclass(frozen=True)
class Group:
    """What stands between two braces."""

    elements: tuple[Element, ...] = ()
    start: int = 0
    end: int = 0

    @cached_property
    def names(self) -> frozenset[str]:
        """The names that it can bind; a MINUS and a FILTER bind none."""
        return frozenset().union(*map(bound_by, self.elements))


@dataclass(frozen=True)
class Select:
    """A query of any form, or a sub-select: what it shows, from which pattern."""

    form: Form
    start: Token
    where: Group
    shown: tuple[Token, ...] = ()
    computed: tuple[Expression, ...] = ()
    template: tuple[Token, ...] = ()
    shows_all: bool = False
    is_distinct: bool = False
    is_grouped: bool = False
    keys: tuple[Expression, ...] = ()
    having: Expression = Expression()
    order: Expression = Expression()
    values: Values = Values(())

    @property
    def is_one_row(self) -> bool:
        """Whether it has one row at most: an aggregate of everything."""
        return self.is_grouped and not self.keys

    @property
    def targets(self) -> tuple[Token, ...]:
        """The variables to which its SELECT clause gives values."""
        return tuple(one.target for one in self.computed if one.target is not None)

    @property
    def names(self) -> set[str]:
        """The names that it passes on to what is around it."""
        inner = self.where.names | names(self.values.variables) if self.shows_all else frozenset()
        return names((*self.shown, *self.targets)) | inner


Element: TypeAlias = "Pattern | Filter | Expression | Values | Block | Select"
"""An expression among the elements of a group is a BIND."""


def bound_by(element: Element) -> set[str]:
    """Return the names that an element can bind."""
    match element:
        case Pattern() | Values():
            return names(element.variables)
        case Expression():
            return set() if element.target is None else names((element.target,))
        case Block():
            return set() if element.kind is Kind.MINUS else element.names
        case Select():
            return element.names
    return set()


def groups_in(element: Element) -> Iterator[Group]:
    """Yield the groups that stand in an element, those of its EXISTS included."""
    match element:
        case Block():
            yield from element.groups
        case Expression():
            yield from element.exists
        case Filter():
            for condition in element.conditions:
                yield from condition.exists


def expressions(select: Select) -> tuple[Expression, ...]:
    """Return the expressions that stand outside its pattern."""
    return (*select.computed, *select.keys, select.having, select.order)


def selects(select: Select) -> list[Select]:
    """Return a query and its sub-selects, however deep."""
    found = [select]
    groups = [select.where, *(group for one in expressions(select) for group in one.exists)]
    while groups:
        for element in groups.pop().elements:
            if isinstance(element, Select):
                found += selects(element)
            else:
                groups += groups_in(element)
    return found
