"""Uses: each place where a query names a variable, and what it does there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

from aifkg.engine.tokens import Token
from aifkg.lint.structure import (
    Block,
    Element,
    Expression,
    Filter,
    Group,
    Kind,
    Pattern,
    Select,
    Values,
)


class Role(Enum):
    """What a variable does in a place."""

    MATCHED = auto()
    """It stands in a triple pattern whose predicate is given."""
    WILD = auto()
    """It stands where anything matches, or where it only counts that something does."""
    ASSIGNED = auto()
    """BIND, AS or VALUES gives it a value."""
    READ = auto()
    """It is read, shown or handed on."""


@dataclass(frozen=True, slots=True)
class Use:
    """A place of a variable, and the innermost OPTIONAL around it."""

    token: Token
    role: Role
    optional: Block | None = None

    @property
    def name(self) -> str:
        """The name of the variable."""
        return self.token.text[1:]


def uses(select: Select) -> list[Use]:
    """Return the uses in a query, of its sub-selects only what they hand on."""
    found = _Uses()
    found.read(select.shown)
    found.read(select.template)
    found.group(select.where, None, is_tested=False)
    found.outside(select)
    # Handed on, or a key to group by.
    targets = (one.target for one in (*select.computed, *select.keys))
    found.read(token for token in targets if token is not None)
    return found.uses


class _Uses:
    def __init__(self) -> None:
        self.uses: list[Use] = []

    def read(self, tokens: Iterable[Token]) -> None:
        self.uses += (Use(token, Role.READ) for token in tokens)

    def outside(self, select: Select) -> None:
        """Note what stands outside the pattern, but for what is shown."""
        self._assigned(select.values.variables, None)
        for one in (*select.computed, *select.keys, select.having, select.order):
            self._expression(one)

    def group(self, group: Group, optional: Block | None, *, is_tested: bool) -> None:
        for element in group.elements:
            self._element(element, optional, is_tested)

    def _element(self, element: Element, optional: Block | None, is_tested: bool) -> None:  # noqa: FBT001
        match element:
            case Pattern():
                role = Role.WILD if element.is_wild or is_tested else Role.MATCHED
                self.uses += (Use(token, role, optional) for token in element.variables)
            case Filter():
                for condition in element.conditions:
                    self._expression(condition)
            case Expression():
                self._expression(element)
                self._assigned((element.target,) if element.target else (), optional)
            case Values():
                self._assigned(element.variables, optional)
            case Block():
                self._block(element, optional, is_tested)
            case Select():
                self._sub_select(element, optional, is_tested)

    def _block(self, block: Block, optional: Block | None, is_tested: bool) -> None:  # noqa: FBT001
        if block.name is not None:
            self.uses.append(Use(block.name, Role.WILD, optional))
        inner = block if block.kind is Kind.OPTIONAL else optional
        for group in block.groups:
            self.group(group, inner, is_tested=is_tested or block.kind is Kind.MINUS)

    def _sub_select(self, select: Select, optional: Block | None, is_tested: bool) -> None:  # noqa: FBT001
        self.read(select.shown)
        if select.shows_all:
            self.group(select.where, optional, is_tested=is_tested)
            self.outside(select)
        self._assigned(select.targets, optional)
        # What a sub-select sorts or chooses by has its use, handed on or not.
        inside = {token.text for one in (select.having, select.order) for token in one.variables}
        self.read(token for token in select.targets if token.text in inside)

    def _expression(self, expression: Expression) -> None:
        self.read(expression.variables)
        for group in expression.exists:
            self.group(group, None, is_tested=True)

    def _assigned(self, tokens: Iterable[Token], optional: Block | None) -> None:
        self.uses += (Use(token, Role.ASSIGNED, optional) for token in tokens)
