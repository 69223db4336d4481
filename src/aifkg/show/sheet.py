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

    iri: str
    rule: str
    reason: str | None


@dataclass(frozen=True)
class Property:
    """A property of the thing, with its values, those that stand first.

    `chapter` is the part of the ontology that the property is in.
    """

    label: str
    iri: str
    values: tuple[Held, ...]
    dispute: Disagreement | None
    chapter: str = ""


@dataclass(frozen=True)
class Told:
    """A thing that tells of this one what has dates, an amount or a role of its own.

    `heading` is what its class is listed under, `relation` how this thing stands to it, `dates` are
    those that its clause names, and `disputes` the disputes about what it says.
    """

    heading: str
    relation: str
    thing: Link
    clause: str
    dates: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    disputes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """The things of one kind that point at this one by a property, with the first of them.

    `total` counts those that the sheet does not tell of elsewhere.
    """

    label: str
    total: int
    things: tuple[Link, ...]


@dataclass(frozen=True)
class Incoming:
    """A property by which other things point at this one, with the first of each kind.

    `total` counts all of them, also those that the sheet tells of elsewhere.
    """

    label: str
    iri: str
    total: int
    kinds: tuple[Kind, ...]

    @property
    def things(self) -> tuple[Link, ...]:
        """The first of them, of whatever kind."""
        return tuple(thing for kind in self.kinds for thing in kind.things)


@dataclass(frozen=True)
class Point:
    """Where a place is, in degrees north and east (WGS 84)."""

    place: Link
    latitude: str
    longitude: str


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
    clause: str
    properties: tuple[Property, ...]
    told: tuple[Told, ...]
    incoming: tuple[Incoming, ...]
    points: tuple[Point, ...]

    def as_dict(self) -> Mapping[str, Any]:
        """Return the sheet as dictionaries, lists and strings."""
        return asdict(self)
