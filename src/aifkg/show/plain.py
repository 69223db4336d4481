"""A sheet for programs that know no RDF: as JSON, and as a table with a row for each statement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from aifkg.show.sheet import Evidence, Held, Incoming, Link, Point, Property, Sheet, Told
from aifkg.spreadsheet import written

COLUMNS = (
    "property",
    "value",
    "iri",
    "unit",
    "standing",
    "rule",
    "disputed",
    "source",
    "title",
    "publisher",
    "published",
    "available",
    "locator",
)
"""The columns of the table; a source without a date of its own has one by which it was there."""


def as_json(sheet: Sheet) -> dict[str, Any]:
    """Return the sheet as what JSON has; members without a value are left out."""
    return _dense(
        iri=sheet.iri,
        curie=sheet.curie,
        label=sheet.label,
        types=list(sheet.types),
        names=list(sheet.names),
        identifiers=list(sheet.identifiers),
        definition=sheet.definition,
        replaced_by=sheet.replaced_by,
        clause=sheet.clause,
        properties=list(map(_property, sheet.properties)),
        told=list(map(_told, sheet.told)),
        incoming=list(map(_incoming, sheet.incoming)),
        points=list(map(_point, sheet.points)),
    )


def as_csv(sheet: Sheet) -> bytes:
    """Return the sheet as CSV: a row for each value and each passage that states it."""
    return written(COLUMNS, _rows(sheet))


def _rows(sheet: Sheet) -> Iterator[dict[str, str | None]]:
    for one in sheet.properties:
        for held in one.values:
            for evidence in held.evidence or (None,):
                yield {**_value(one, held), **_place(evidence)}


def _property(one: Property) -> dict[str, Any]:
    dispute = one.dispute
    return _dense(
        iri=one.iri,
        label=one.label,
        chapter=one.chapter,
        dispute=None if dispute is None else _dense(**asdict(dispute)),
        values=list(map(_held, one.values)),
    )


def _held(held: Held) -> dict[str, Any]:
    return _dense(
        **_link(held.value),
        unit=held.unit,
        standing=held.standing,
        rule=held.rule,
        evidence=list(map(_evidence, held.evidence)),
    )


def _evidence(one: Evidence) -> dict[str, Any]:
    return _dense(
        passage=one.passage,
        source=one.source,
        title=one.title,
        publisher=one.publisher,
        published=one.published,
        available_by=one.available,
        valid_at=one.valid,
        locator=one.locator,
    )


def _told(one: Told) -> dict[str, Any]:
    return _dense(
        heading=one.heading,
        relation=one.relation,
        **_link(one.thing),
        clause=one.clause,
        dates=list(one.dates),
        disputes=list(one.disputes),
        evidence=list(map(_evidence, one.evidence)),
    )


def _incoming(one: Incoming) -> dict[str, Any]:
    things = list(map(_link, one.things))
    return {"iri": one.iri, "label": one.label, "total": one.total, "things": things}


def _point(one: Point) -> dict[str, Any]:
    return {"place": _link(one.place), "latitude": one.latitude, "longitude": one.longitude}


def _link(link: Link) -> dict[str, Any]:
    return _dense(text=link.text, iri=link.iri, datatype=link.datatype)


def _value(one: Property, held: Held) -> dict[str, str | None]:
    return {
        "property": one.label,
        "value": held.value.text,
        "iri": held.value.iri,
        "unit": held.unit,
        "standing": held.standing,
        "rule": held.rule,
        "disputed": "yes" if one.dispute else "",
    }


def _place(evidence: Evidence | None) -> dict[str, str | None]:
    if evidence is None:
        return {}
    return {
        "source": evidence.source,
        "title": evidence.title,
        "publisher": evidence.publisher,
        "published": evidence.published,
        "available": evidence.available,
        "locator": evidence.locator,
    }


def _dense(**members: Any) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value not in (None, [], "")}
