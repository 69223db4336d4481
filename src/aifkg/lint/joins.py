"""Joins: patterns of one group that share nothing, so that each match meets every other.

Variables and blank nodes join, and so does a constant subject: what is asked about one thing
belongs together. A constant predicate or object does not. BIND, VALUES, OPTIONAL and each condition
of a FILTER join the variables that stand in them, and so does what stands around the group.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from aifkg.engine import Form
from aifkg.engine.tokens import Token
from aifkg.lint.finding import Finding
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
    bound_by,
    names,
    selects,
)

_MOST_NAMED = 4


def joins(text: str, query: Select) -> Iterator[Finding]:
    """Yield a finding for each group that falls apart, and each MINUS that takes nothing away."""
    for select in selects(query):
        # Where it only counts that there is a match, none is paired with another.
        if select.form is not Form.ASK:
            yield from _group(text, select.where, frozenset(), None)


def _group(
    text: str, group: Group, around: Collection[str], graph: str | None
) -> Iterator[Finding]:
    yield from _apart(text, group, around, graph)
    counts: dict[str, int] = {}
    for element in group.elements:
        for name in bound_by(element):
            counts[name] = counts.get(name, 0) + 1
    before: set[str] = set()
    for element in group.elements:
        if isinstance(element, Block):
            yield from _block(text, element, before, around, counts)
        before |= bound_by(element)


def _block(
    text: str,
    block: Block,
    before: Collection[str],
    around: Collection[str],
    counts: dict[str, int],
) -> Iterator[Finding]:
    if block.kind is Kind.MINUS:
        yield from _idle_minus(text, block, before)
        return
    graph = block.name.text[1:] if block.name else None
    for inner in block.groups:
        shared = {name for name in inner.names if counts[name] > 1 or name in around}
        yield from _group(text, inner, shared, graph)


def _idle_minus(text: str, block: Block, before: Collection[str]) -> Iterator[Finding]:
    if before and block.names.isdisjoint(before):
        detail = "takes nothing away: it shares no variable with what is before it"
        suggestion = "FILTER NOT EXISTS"
        yield Finding.at(text, block.start, "idle-minus", detail, suggestion=suggestion)


@dataclass(frozen=True, slots=True)
class _Part:
    """An element as what it joins; it has matches of its own where it is a pattern."""

    start: Token | None
    joined: Collection[str]
    variables: Collection[str] = ()


class _Sets:
    """Disjoint sets of keys."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def find(self, key: str) -> str:
        """Return the key that stands for the set of a key."""
        above = self._above
        while above.setdefault(key, key) != key:
            above[key] = above[above[key]]
            key = above[key]
        return key

    def join(self, keys: Iterable[str]) -> None:
        """Make one set of the sets of these keys."""
        first = ""
        for key in keys:
            first = first or self.find(key)
            self._above[self.find(key)] = first


def _apart(
    text: str, group: Group, around: Collection[str], graph: str | None
) -> Iterator[Finding]:
    parts = [part for element in group.elements for part in _parts(element)]
    sets = _Sets()
    sets.join(around)
    for part in parts:
        sets.join((*part.joined, *(() if graph is None or not part.start else (graph,))))
    found: dict[str, tuple[Token, dict[str, None]]] = {}
    for part in parts:
        if part.start is not None and part.variables:
            key = sets.find(next(iter(part.variables)))
            _, variables = found.setdefault(key, (part.start, {}))
            variables.update(dict.fromkeys(part.variables))
    if len(found) > 1:
        (_, first), (start, second), *_ = found.values()
        detail = (
            f"begins patterns about {_listed(second)} that share no variable with those about "
            f"{_listed(first)}: each match of the ones is paired with every match of the others"
        )
        yield Finding.at(text, start, "unjoined-patterns", detail)


def _parts(element: Element) -> Iterator[_Part]:
    match element:
        case Pattern():
            variables = [token.text[1:] for token in element.variables]
            yield _Part(element.start, (*variables, *element.links), variables)
        case Filter():
            for condition in element.conditions:
                yield _Part(None, condition.related)
        case Expression():
            yield _Part(None, element.related)
        case Values():
            yield _Part(None, names(element.variables))
        case Block(Kind.OPTIONAL | Kind.LATERAL):
            yield _Part(None, element.names)
        case Block():
            variables = [] if element.kind is Kind.MINUS else sorted(element.names)
            yield _Part(element.start if _has_matches(element) else None, variables, variables)
        case Select():
            variables = sorted(element.names)
            yield _Part(None if element.is_one_row else element.start, variables, variables)


def _has_matches(block: Block) -> bool:
    """Whether a block may have more than one match of its own."""
    elements = (element for group in block.groups for element in group.elements)
    return any(part.start is not None for element in elements for part in _parts(element))


def _listed(variables: Iterable[str]) -> str:
    written = [f"?{name}" for name in variables]
    if len(written) > _MOST_NAMED:
        written = [*written[: _MOST_NAMED - 1], f"{len(written) - _MOST_NAMED + 1} more"]
    return " and ".join([", ".join(written[:-1]), written[-1]] if written[1:] else written)
