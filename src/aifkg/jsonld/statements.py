"""The statements of a document, by subject and property; those that point at its root apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from aifkg.engine import BlankNode, Literal, NamedNode, Value

Statement: TypeAlias = "tuple[Value | None, Value | None, Value | None]"
Object: TypeAlias = "str | Literal"
"""What a property has: a literal, or the name of a node."""
Properties: TypeAlias = "dict[str, list[Object]]"


class Unwritable(ValueError):
    """A statement that JSON-LD cannot carry."""


@dataclass(frozen=True, slots=True)
class Statements:
    """What is said of each node, and by which properties which nodes point at the root."""

    root: str
    of: dict[str, Properties]
    incoming: dict[str, list[str]]

    @classmethod
    def about(cls, root: str, statements: Iterable[Statement]) -> Statements:
        """Take in statements; raise Unwritable where JSON-LD has no way to write one."""
        found = cls(root, {}, {})
        for subject, property_, value in statements:
            found._add(_name(subject), _name(property_), _object(value))
        return found

    def _add(self, subject: str, property_: str, value: Object) -> None:
        said = self.of.setdefault(subject, {})
        if value == self.root != subject:
            self.incoming.setdefault(property_, []).append(subject)
        else:
            said.setdefault(property_, []).append(value)

    def iris(self) -> Iterator[str]:
        """Yield every IRI, of which some more than once."""
        yield self.root
        yield from self.of
        yield from self.incoming
        for said in self.of.values():
            for property_, values in said.items():
                yield property_
                for value in values:
                    yield value if isinstance(value, str) else value.datatype.value

    def linked(self, node: str, property_: str) -> list[str]:
        """Return the nodes that a node has by a property."""
        values = self.of.get(node, {}).get(property_, ())
        return [value for value in values if isinstance(value, str)]


def _name(value: Value | None) -> str:
    if isinstance(value, NamedNode):
        return value.value
    if isinstance(value, BlankNode):
        return f"_:{value.value}"
    raise Unwritable(f"JSON-LD names no node by {value}")


def _object(value: Value | None) -> Object:
    if not isinstance(value, Literal):
        return _name(value)
    if value.direction is not None:
        raise Unwritable(f"JSON-LD carries no text with a direction: {value}")
    return value
