"""A sheet for programs that know no RDF: as JSON, and as a table with a row for each statement."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict
from typing import Any

from aifkg.show.sheet import Evidence, Held, Incoming, Link, Point, Property, Sheet, Told

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
    "locator",
)
"""The columns of the table."""


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
    """Return the sheet as CSV (RFC 4180): a row for each value and each passage that states it."""
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    for one in sheet.properties:
        for held in one.values:
            rows.writerows(_row(one, held, evidence) for evidence in held.evidence or (None,))
    return text.getvalue().encode()


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


def _row(one: Property, held: Held, evidence: Evidence | None) -> list[str | None]:
    value = [one.label, held.value.text, held.value.iri, held.unit, held.standing, held.rule]
    disputed = "yes" if one.dispute else ""
    if evidence is None:
        return [*value, disputed, *[None] * 5]
    when = evidence.published or evidence.available
    place = [evidence.source, evidence.title, evidence.publisher, when, evidence.locator]
    return [*value, disputed, *place]


def _dense(**members: Any) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value not in (None, [], "")}
