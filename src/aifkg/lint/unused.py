"""Unused: variables that a query names once, where that cannot be what is meant.

A variable that is named once asks whether there is anything, and often that is the question. It is
suspicious where it gets a value that nothing reads, where it is a slip of the pen away from
another, where it is all that an OPTIONAL is for, and where it repeats the rows that are shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from aifkg.engine import Form, is_slip
from aifkg.lint.finding import Finding
from aifkg.lint.structure import Select, selects
from aifkg.lint.uses import Role, Use, uses

_RULE = "unused-variable"
# Each of so many names is compared with each; and `?s1` is no slip for `?s2`.
_MOST_COMPARED = 200
_SHORTEST_COMPARED = 4


def unused(text: str, query: Select, given: Collection[str]) -> Iterator[Finding]:
    """Yield a finding for each variable that is for nothing; `given` ones have their use."""
    for select in selects(query):
        if not select.shows_all:
            yield from _in_scope(text, select, given)


def _in_scope(text: str, select: Select, given: Collection[str]) -> Iterator[Finding]:
    found = uses(select)
    scope = _Scope(select, found)
    for use in found:
        is_for_something = use.role is Role.READ or use.name in given
        if is_for_something or scope.counts[use.name] > 1:
            continue
        if use.role is Role.ASSIGNED:
            yield Finding.at(text, use.token, _RULE, "gets a value that nothing reads")
            continue
        meant = scope.meant_by(use.name)
        if meant is not None:
            detail = f"is named once, and ?{meant} elsewhere"
            yield Finding.at(text, use.token, _RULE, detail, suggestion=f"?{meant}")
        elif scope.is_all_of_its_optional(use):
            detail = "is named once, and nothing reads what its OPTIONAL finds"
            yield Finding.at(text, use.token, _RULE, detail)
        elif scope.repeats_rows(use):
            detail = "is named once and never shown: each value it has repeats a row"
            yield Finding.at(text, use.token, _RULE, detail, suggestion="SELECT DISTINCT")


class _Scope:
    """The variables of a query or sub-select."""

    def __init__(self, select: Select, found: list[Use]) -> None:
        self._select = select
        self.counts = Counter(use.name for use in found)
        self._last: dict[str, int] = {}
        self._bound: dict[str, int] = {}
        self._shown: set[str] = set()
        for use in found:
            name, start = use.name, use.token.start
            self._last[name] = max(start, self._last.get(name, start))
            if use.role is not Role.READ:
                self._bound[name] = min(start, self._bound.get(name, start))
            elif start < select.where.start:
                self._shown.add(name)

    def meant_by(self, name: str) -> str | None:
        """Return the name that stands elsewhere and of which this one looks like a slip."""
        if len(name) < _SHORTEST_COMPARED or len(self.counts) > _MOST_COMPARED:
            return None
        others = (one for one, count in self.counts.items() if count > 1 and _is_slip(name, one))
        return next(others, None)

    def is_all_of_its_optional(self, use: Use) -> bool:
        """Whether the OPTIONAL around a use finds nothing that anything outside it reads."""
        block = use.optional
        if block is None or self._select.is_grouped:
            return False
        start, end = block.start.start, block.groups[0].end
        return not any(
            self._bound.get(name, start) >= start
            and (name in self._shown or self._last.get(name, 0) >= end)
            for name in block.names
        )

    def repeats_rows(self, use: Use) -> bool:
        """Whether a use makes a row of each of its values."""
        select = self._select
        once = select.is_distinct or select.is_grouped or select.form is not Form.SELECT
        return use.role is Role.MATCHED and not once


def _is_slip(name: str, other: str) -> bool:
    """Whether one is a slip of the other, and no numbered sister or form of the same word."""
    one, two = sorted((name.casefold().rstrip("0123456789"), other.casefold()), key=len)
    is_form = two.startswith(one) and name.casefold() != other.casefold()
    return not is_form and is_slip(name, other)
