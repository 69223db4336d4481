"""The vocabulary of one document: the part of the context that it uses, and no name that misleads.

An IRI such as <label:x> would be read as a compact one where the context has a key `label`, so a
name that is the scheme of an IRI in the document stands for nothing in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aifkg.jsonld.context import Context
from aifkg.jsonld.key import JSON, Backward, Entry, Key


class Vocabulary:
    """The names that a document is written with, noted as they are used."""

    def __init__(self, context: Context, iris: Iterable[str]) -> None:
        self._context = context
        self._barred = context.names & _schemes(iris)
        self._used: set[str] = set()

    def keyword(self, name: str) -> str:
        """Return the name that the context has for `@` and the name, or the keyword itself."""
        return self.used(name) if name not in self._barred else f"@{name}"

    def word(self, iri: str) -> str:
        """Return what a class or a datatype is called."""
        known = self._context.classes.get(iri)
        return self.shorten(iri) if known is None or self._bars(known) else self.used(known.name)

    def has(self, iri: str) -> bool:
        """Whether a property has a key of the context."""
        known = self._context.keys.get(iri)
        return known is not None and not self._bars(known)

    def key(self, iri: str) -> Key:
        """Return the key of a property: where the context has none, its IRI as short as may be."""
        if self.has(iri):
            return self._context.keys[iri]
        return Key(self.shorten(iri), iri, is_single=True)

    def tongues(self, key: Key) -> str | None:
        """Return the key for texts of the same property in other languages, if there is one."""
        known = self._context.tongues.get(key.iri) if key.written else None
        return None if known is None or self._bars(known) else known.name

    def backward(self, iri: str, classes: Sequence[str]) -> Backward | None:
        """Return the key for what links by a property and is of these classes, if there is one."""
        for one in self._context.backward.get(iri, ()):
            if not self._bars(one) and (not one.of_class or one.of_class in classes):
                return one
        return None

    def shorten(self, iri: str) -> str:
        """Return an IRI with a prefix, where one fits."""
        prefix, local = self._context.split(iri)
        if not prefix or prefix in self._barred:
            return iri
        return f"{self.used(prefix)}:{local}"

    def used(self, name: str) -> str:
        """Return a name, which the document's context is to have if the whole one has it."""
        self._used.add(name)
        return name

    def as_json(self) -> dict[str, JSON]:
        """Return the part of the context that was used, in the context's own order."""
        for one in self._entries():
            # What a definition names by a prefix makes that one used as well.
            one.definition(self.shorten)
        said = {one.name: one.definition(self.shorten) for one in self._entries()}
        return {"@version": 1.1, **said}

    def _entries(self) -> list[Entry]:
        return [one for one in self._context.entries if one.name in self._used]

    def _bars(self, entry: Entry) -> bool:
        return entry.name in self._barred


def _schemes(iris: Iterable[str]) -> set[str]:
    """Return what stands before the colon, save where slashes follow: that is no compact IRI."""
    parts = (iri.partition(":") for iri in iris if not iri.startswith(("http://", "https://")))
    return {scheme for scheme, _, rest in parts if not rest.startswith("//")}
