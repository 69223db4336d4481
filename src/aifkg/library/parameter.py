"""A parameter of a saved query: its type, and how a text becomes the term that is bound."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from aifkg.engine import Literal, NamedNode, Term
from aifkg.library.errors import BadParameter, HeaderError
from aifkg.library.header import Header, unknown_keys, words

_XSD = "http://www.w3.org/2001/XMLSchema#"
_KEYS = frozenset({"type", "label", "default", "values", "example", "required"})
_DATES = (
    (re.compile(r"\d{4}"), "gYear", "-01-01"),
    (re.compile(r"\d{4}-\d\d"), "gYearMonth", "-01"),
    (re.compile(r"\d{4}-\d\d-\d\d"), "date", ""),
)


class Type(StrEnum):
    """What a parameter takes."""

    THING = "thing"
    CODE = "code"
    DATE = "date"
    TEXT = "text"


class Resolver(Protocol):
    """Finds what a text names in the graph; raises where it names nothing, or several things."""

    def thing(self, text: str, kinds: tuple[str, ...] = ()) -> str:
        """Return the IRI of a thing given by IRI, CURIE or name."""
        ...

    def code(self, text: str, scheme: str) -> str:
        """Return the IRI of a code given by IRI, CURIE, slug or label."""
        ...


@dataclass(frozen=True)
class Parameter:
    """One parameter; `of` holds the kinds of a thing, or the scheme of a code."""

    name: str
    type: Type
    of: tuple[str, ...]
    label: str
    required: bool
    default: str | None = None
    example: str | None = None
    values: tuple[str, ...] = ()

    @classmethod
    def read(cls, name: str, header: str | Header, place: str) -> Parameter:
        """Read one parameter of a header; raise HeaderError where it is none."""
        if isinstance(header, str):
            raise HeaderError(f"{place}: parameter {name} needs `type:` and `label:` lines")
        for key in unknown_keys(header, _KEYS):
            raise HeaderError(f"{place}: parameter {name} has the unknown key `{key}`")
        kind, *of = words(header.get("type")) or ("",)
        if kind not in list(Type) or not _fits(Type(kind), of):
            raise HeaderError(f"{place}: parameter {name} has no such type: `{header.get('type')}`")
        required = header.get("required", "yes")
        if required not in ("yes", "no"):
            raise HeaderError(f"{place}: `required:` of parameter {name} is yes or no")
        default = _text(header, "default")
        return cls(
            name,
            Type(kind),
            tuple(of),
            _text(header, "label") or name,
            required=default is None and required == "yes",
            default=default,
            example=_text(header, "example"),
            values=words(header.get("values")),
        )

    def term(self, text: str, resolver: Resolver) -> Term:
        """Return the term that a text stands for; raise BadParameter where it stands for none."""
        if self.values and text not in self.values:
            raise BadParameter(f"{self.name} is one of {', '.join(self.values)}, not {text!r}.")
        match self.type:
            case Type.THING:
                return NamedNode(resolver.thing(text, self.of))
            case Type.CODE:
                return NamedNode(resolver.code(text, self.of[0]))
            case Type.DATE:
                return self._date(text)
            case Type.TEXT:
                return Literal(text)

    def _date(self, text: str) -> Term:
        for pattern, datatype, rest in _DATES:
            if pattern.fullmatch(text) and _exists(text + rest):
                return Literal(text, datatype=NamedNode(_XSD + datatype))
        raise BadParameter(
            f"{self.name} is a date such as 2024-12-10, 2024-12 or 2024, not {text!r}."
        )


def _fits(kind: Type, of: list[str]) -> bool:
    """Say whether a type may be narrowed so: a thing to kinds, a code to its one scheme."""
    return kind is Type.THING or len(of) == (1 if kind is Type.CODE else 0)


def _text(header: Header, key: str) -> str | None:
    value = header.get(key)
    return value if isinstance(value, str) else None


def _exists(day: str) -> bool:
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True
