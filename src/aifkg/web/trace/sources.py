"""Sources: what a step rests on, numbered as on the page of a thing."""

from __future__ import annotations

from collections.abc import Iterable

from aifkg.show import Evidence
from aifkg.trace import Passage
from aifkg.web.thing.references import References


def marks(passages: Iterable[Passage], references: References) -> str:
    """Return the numbers of passages, such as a step rests on, each a link to its place."""
    return references.marks([_evidence(one) for one in passages])


def _evidence(one: Passage) -> Evidence:
    return Evidence(
        one.iri,
        one.source,
        one.title,
        one.locator,
        one.publisher,
        one.published,
        one.available,
        one.valid,
    )
