"""Sources: what a step rests on, numbered as on the page of a thing."""

from __future__ import annotations

from aifkg.show import Evidence
from aifkg.trace import Passage, Step
from aifkg.web.thing.references import References


def marks(step: Step, references: References) -> str:
    """Return the numbers of the passages that a step rests on, each a link to its place."""
    return references.marks([_evidence(one) for one in step.evidence])


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
