"""The finder: from what a person types (an IRI, a CURIE, a name) to the one thing it names."""

from __future__ import annotations

import difflib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from aifkg.engine import Literal, NamedNode
from aifkg.names import PrefixTable
from aifkg.show.errors import AmbiguousThing, UnknownCode, UnknownThing
from aifkg.show.question import Answering, ask, holds

_MOST_SUGGESTIONS = 3
_TITLE = 2


@dataclass(frozen=True)
class _Named:
    """A name as it is compared, the thing it names, and whether it is its label (rank 0)."""

    key: str
    thing: str
    text: str
    rank: int


class Finder:
    """Finds things and codes in one graph."""

    def __init__(self, engine: Answering, prefixes: PrefixTable) -> None:
        self._engine = engine
        self._prefixes = prefixes

    def thing(self, text: str, kinds: tuple[str, ...] = ()) -> str:
        """Return the IRI that a text names; with `kinds`, only things of these count.

        Labels go before other spellings. Raise UnknownThing or AmbiguousThing.
        """
        text = text.strip()
        iri = self._as_iri(text, kinds)
        if iri is not None:
            return self._fitting(iri, text, kinds)
        found = self._by_name(name_key(text), kinds)
        if not found:
            raise UnknownThing(text, self._near(text, kinds), _what(kinds))
        if len(found) > 1:
            raise AmbiguousThing(text, self._candidates(found))
        return found[0]

    def code(self, text: str, scheme: str) -> str:
        """Return the IRI of a code of a scheme, given by IRI, CURIE, slug or label."""
        namespace = self._prefixes.namespaces[scheme]
        codes: dict[str, str] = {}
        for row in ask(self._engine, "codes", scheme=namespace.rstrip("/")):
            code, label = row["code"], row["label"]
            if isinstance(code, NamedNode) and isinstance(label, Literal):
                slug = code.value.removeprefix(namespace)
                for way in (code.value, f"{scheme}:{slug}", slug, label.value):
                    codes[name_key(way)] = code.value
        if name_key(text) not in codes:
            slugs = sorted({iri.removeprefix(namespace) for iri in codes.values()})
            raise UnknownCode(text, scheme, tuple(slugs))
        return codes[name_key(text)]

    def _as_iri(self, text: str, kinds: tuple[str, ...]) -> str | None:
        """Return the IRI that a text is or abbreviates and that the graph holds."""
        if text.startswith("<") and text.endswith(">"):
            return text[1:-1]
        if text.startswith(("http://", "https://")):
            return text
        tries = [text] if ":" in text else [f"{kind}:{text}" for kind in kinds]
        for curie in tries:
            prefix = curie.partition(":")[0]
            if prefix in self._prefixes.namespaces and " " not in curie:
                iri = self._prefixes.expand(curie)
                if self._held(iri):
                    return iri
        return None

    def _fitting(self, iri: str, text: str, kinds: tuple[str, ...]) -> str:
        if any(character in iri for character in '<>"{}|^`\\ ') or not self._held(iri):
            raise UnknownThing(text, self._near(text.rpartition("/")[2], kinds), _what(kinds))
        if kinds and not self._is_of(iri, kinds):
            raise UnknownThing(text, (), _what(kinds))
        return iri

    def _held(self, iri: str) -> bool:
        try:
            NamedNode(iri)
        except ValueError:  # What cannot be an IRI is nowhere held.
            return False
        return holds(self._engine, "held", thing=iri)

    def _is_of(self, iri: str, kinds: tuple[str, ...]) -> bool:
        place = self._prefixes.file_of_iri(iri)
        return place is not None and place[0] in kinds

    @cached_property
    def _names(self) -> list[_Named]:
        return [
            _Named(name_key(name.value), thing.value, name.value, int(rank.value))
            for row in ask(self._engine, "names")
            if isinstance(thing := row["thing"], NamedNode)
            and isinstance(name := row["name"], Literal)
            and isinstance(rank := row["rank"], Literal)
        ]

    def _of(self, kinds: tuple[str, ...]) -> Iterable[_Named]:
        return (one for one in self._names if not kinds or self._is_of(one.thing, kinds))

    def _by_name(self, key: str, kinds: tuple[str, ...]) -> list[str]:
        found: dict[int, set[str]] = defaultdict(set)
        for one in self._of(kinds):
            if one.key == key:
                found[one.rank].add(one.thing)
        if not found:
            return []
        best = min(found)
        # The title of a document alone may stand for a thing that is called so in part.
        in_part = (one for one in self._of(kinds) if one.rank < _TITLE and one.key.startswith(key))
        others = {one.thing for one in in_part} if best == _TITLE else set()
        return sorted(found[best] | others)

    def _near(self, text: str, kinds: tuple[str, ...]) -> tuple[str, ...]:
        """Return names like a text: those that hold it, then those a slip of the pen away."""
        key = name_key(text.partition(":")[2] or text)
        # Labels come first and are the spelling to offer.
        names = {one.key: one.text for one in reversed(list(self._of(kinds)))}
        inside = sorted((name for name in names if key and key in name), key=len)
        close = difflib.get_close_matches(key, names, n=_MOST_SUGGESTIONS, cutoff=0.6)
        keys = list(dict.fromkeys([*close, *inside]))[:_MOST_SUGGESTIONS]
        return tuple(names[one] for one in keys)

    def _candidates(self, things: Iterable[str]) -> tuple[tuple[str, str], ...]:
        labels = {one.thing: one.text for one in reversed(self._names)}
        return tuple((self._prefixes.shorten(iri), labels[iri]) for iri in things)


def _what(kinds: tuple[str, ...]) -> str:
    return " or ".join(kinds) if kinds else "thing"


def name_key(text: str) -> str:
    """Return a name as it is compared: without case, accents, or the kind of its dashes."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return " ".join(letters.replace("\u2010", "-").replace("\u2013", "-").split())
