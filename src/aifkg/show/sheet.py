"""The sheet: what is held about one thing, each value with its evidence and its disputes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Link:
    """A value or a thing, with the words to show it by; a thing has an `iri`, a value a datatype.

    Plain text has neither.
    """

    text: str
    iri: str | None = None
    datatype: str | None = None


@dataclass(frozen=True)
class Evidence:
    """A passage that states a value; an undated source has a date by which it was available."""

    passage: str
    source: str
    title: str
    locator: str
    publisher: str | None
    published: str | None
    available: str | None
    valid: str | None


@dataclass(frozen=True)
class Held:
    """A value of a property, with its unit; `standing` says how it comes to be shown."""

    value: Link
    standing: str  # "stands" | "derived" | "not chosen" | "earlier"
    evidence: tuple[Evidence, ...]
    unit: str | None = None
    rule: str | None = None


@dataclass(frozen=True)
class Disagreement:
    """That sources differ about a property, and what decided between them."""

    rule: str
    reason: str | None


@dataclass(frozen=True)
class Property:
    """A property of the thing, with its values, those that stand first."""

    label: str
    iri: str
    values: tuple[Held, ...]
    dispute: Disagreement | None


@dataclass(frozen=True)
class Incoming:
    """A property by which other things point at this one."""

    label: str
    iri: str
    things: tuple[Link, ...]


@dataclass(frozen=True)
class Sheet:
    """Everything that is held about one thing."""

    iri: str
    curie: str
    label: str
    types: tuple[str, ...]
    names: tuple[str, ...]
    identifiers: tuple[str, ...]
    definition: str | None
    replaced_by: str | None
    properties: tuple[Property, ...]
    incoming: tuple[Incoming, ...]

    def as_dict(self) -> Mapping[str, Any]:
        """Return the sheet as dictionaries, lists and strings."""
        return asdict(self)
