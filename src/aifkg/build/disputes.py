"""Disputes as triples: who states which value, which one is taken, and by which rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aifkg.build.terms import RDF_TYPE, XSD, Triple, aif, bare, iri, literal
from aifkg.names import BASE, DISPUTE, TERM

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aifkg.build.resolve import Candidate, Dispute

_TRUE = literal("true", XSD + "boolean")
_FALSE = literal("false", XSD + "boolean")


def describe(disputes: Iterable[Dispute]) -> Iterator[Triple]:
    """Yield the triples of each dispute; a dispute is named after its subject and property."""
    for dispute in disputes:
        name = _name(dispute)
        me = iri(name)
        yield me, RDF_TYPE, aif("Dispute")
        yield me, aif("onSubject"), dispute.subject
        yield me, aif("onProperty"), dispute.property
        yield me, aif("resolvedBy"), iri(f"{BASE}code/resolution/{dispute.rule}")
        if dispute.verdict is not None:
            yield me, aif("resolvedByVerdict"), dispute.verdict
        for number, candidate in enumerate(dispute.candidates, start=1):
            value = iri(f"{name}#{number}")
            yield me, aif("disputedValue"), value
            taken = candidate.stated_of is None and candidate.value in dispute.chosen
            yield from _value(value, candidate, taken=taken)


def _value(me: str, candidate: Candidate, *, taken: bool) -> Iterator[Triple]:
    yield me, RDF_TYPE, aif("DisputedValue")
    yield me, aif("statedValue"), candidate.value.term
    if candidate.value.unit is not None:
        yield me, aif("statedUnit"), candidate.value.unit
    if candidate.stated_of is not None:
        yield me, aif("onSubject"), candidate.stated_of[0]
        yield me, aif("onProperty"), candidate.stated_of[1]
    yield me, aif("chosen"), _TRUE if taken else _FALSE
    for passage in candidate.passages:
        yield me, aif("statedBy"), passage.iri


def _name(dispute: Dispute) -> str:
    subject = bare(dispute.subject)
    tail = subject.removeprefix(BASE + "id/")
    if tail == subject:
        tail = "/".join(subject.rsplit("/", 2)[-2:])
    return f"{DISPUTE}{tail}/{bare(dispute.property).removeprefix(TERM)}"
