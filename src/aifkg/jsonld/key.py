"""A key of JSON-LD: the name by which a document says a property, and how its values are written.

What a key leaves open is written out beside the value, so that no value depends on a guess.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

JSON: TypeAlias = "str | int | float | bool | list[JSON] | dict[str, JSON]"
Shorten: TypeAlias = Callable[[str], str]

LINK = "@id"
"""How values are written that are IRIs all."""
TEXT = "@language"
"""How values are written that are texts in languages: those in English as a string."""
LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Key:
    """A key for a property: `written` is LINK, TEXT, the IRI of a datatype, or "" for no such."""

    name: str
    iri: str
    written: str = ""
    is_single: bool = False

    def definition(self, shorten: Shorten) -> JSON:
        """Return what a context says of the key."""
        said: dict[str, JSON] = {"@id": shorten(self.iri)}
        if self.written == TEXT:
            said[TEXT] = LANGUAGE
        elif self.written:
            said["@type"] = LINK if self.written == LINK else shorten(self.written)
        if not self.is_single:
            said["@container"] = "@set"
        return said if len(said) > 1 else said["@id"]


@dataclass(frozen=True, slots=True)
class Tongues:
    """A key for the texts of a property that are in other languages, by language."""

    name: str
    iri: str

    def definition(self, shorten: Shorten) -> JSON:
        """Return what a context says of the key."""
        return {"@id": shorten(self.iri), "@container": "@language"}


@dataclass(frozen=True, slots=True)
class Backward:
    """A key for what links here by a property, or for those of one class among it."""

    name: str
    iri: str
    of_class: str = ""
    is_single: bool = False

    def definition(self, shorten: Shorten) -> JSON:
        """Return what a context says of the key."""
        many: dict[str, JSON] = {} if self.is_single else {"@container": "@set"}
        return {"@reverse": shorten(self.iri), **many}


@dataclass(frozen=True, slots=True)
class Word:
    """A name for a class, a namespace or a keyword."""

    name: str
    iri: str
    is_whole: bool = False

    def definition(self, shorten: Shorten) -> JSON:
        """Return what a context says of the word."""
        return self.iri if self.is_whole else shorten(self.iri)


Entry: TypeAlias = Key | Tongues | Backward | Word
