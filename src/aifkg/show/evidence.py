"""Evidence: the passages of an answer, each with what its source is known by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from aifkg.names import TERM
from aifkg.show.parts import text
from aifkg.show.question import Row
from aifkg.show.sheet import Evidence


class Passages:
    """What is known of passages and their sources, by IRI."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._said: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for row in rows:
            name = text(row["property"]).removeprefix(TERM)
            # Of what is said twice the first in order stands, whatever the order of the rows.
            said, value = self._said[text(row["other"])], text(row["value"])
            said[name] = min(value, said.get(name, value))

    def of(self, passages: Iterable[str]) -> tuple[Evidence, ...]:
        """Return these passages as evidence, the earliest published first."""
        known = (self._evidence(one) for one in sorted(set(passages)) if one in self._said)
        return tuple(sorted(known, key=lambda one: one.published or one.available or ""))

    def _evidence(self, passage: str) -> Evidence:
        place = self._said[passage]
        source = place.get("passageOf", "")
        known = self._said[source]
        return Evidence(
            passage,
            source,
            known.get("title", source),
            place.get("locator", ""),
            known.get("publisher"),
            known.get("published"),
            known.get("availableBy"),
            place.get("validAt"),
        )
