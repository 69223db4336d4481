"""Neighbours for programs: as JSON and as CSV."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from aifkg.names import BASE, PrefixTable, answered_at
from aifkg.spreadsheet import written
from aifkg.trace.near import Neighbour, Other, Way
from aifkg.web.links import local
from aifkg.web.near.addresses import following, place
from aifkg.web.near.found import Found, Listed, Overview

_RELATIONS = ("by", "direction", "label", "kind", "count")
_NEIGHBOURS = ("iri", "label", "kind", "said", "dates", "others")
_APART = "|"
_JSON = "json"


def as_json(found: Found, prefixes: PrefixTable, prefix: str) -> bytes:
    """Return what is found as JSON; `prefix` is the path below which the site stands."""
    if isinstance(found, Overview):
        more = _counted(found, prefixes, prefix)
    else:
        more = _listed(found, prefixes, prefix)
    content = {"of": _thing(found.thing, prefix), **more}
    return json.dumps(content, ensure_ascii=False, indent=2).encode("utf-8", "replace")


def as_csv(found: Found, prefixes: PrefixTable) -> bytes:
    """Return what is found as a table: a row for each relation, or for each neighbour."""
    if isinstance(found, Overview):
        return written(_RELATIONS, _relation_rows(found, prefixes))
    return written(_NEIGHBOURS, _neighbour_rows(found))


def _counted(found: Overview, prefixes: PrefixTable, prefix: str) -> dict[str, Any]:
    relations = [
        {
            **_way(one.way, prefixes),
            "count": one.count,
            "neighbours": prefix + place(found.thing, one.way, prefixes, form=_JSON),
        }
        for one in found.counted
    ]
    return {"total": sum(one.count for one in found.counted), "relations": relations}


def _listed(found: Listed, prefixes: PrefixTable, prefix: str) -> dict[str, Any]:
    part = found.part
    there = following(found.thing, part, prefixes, form=_JSON)
    return {
        "relation": _way(part.way, prefixes),
        "after": part.skipped,
        "shown": len(part.neighbours),
        **({"next": prefix + there} if there else {}),
        "neighbours": [_neighbour(one, prefix) for one in part.neighbours],
    }


def _way(way: Way, prefixes: PrefixTable) -> dict[str, str]:
    said = {"by": way.shortened(prefixes), "direction": way.direction.value, "label": way.label}
    return {**said, **({"kind": way.kind} if way.kind else {})}


def _thing(thing: Other, prefix: str) -> dict[str, str]:
    said = {"iri": thing.iri, "label": thing.label, "kind": thing.kind}
    return {**{name: value for name, value in said.items() if value}, **_page(thing.iri, prefix)}


def _page(iri: str, prefix: str) -> dict[str, str]:
    return {"page": prefix + local(iri)} if answered_at(iri).startswith(BASE) else {}


def _neighbour(one: Neighbour, prefix: str) -> dict[str, Any]:
    others = [
        {"at": end.path, "iri": end.iri, "label": end.label, **_page(end.iri, prefix)}
        for end in one.others
    ]
    more = {"said": one.said, "dates": list(one.dates), "others": others}
    return {**_thing(one.thing, prefix), **{name: value for name, value in more.items() if value}}


def _relation_rows(found: Overview, prefixes: PrefixTable) -> Iterator[dict[str, str | int]]:
    for one in found.counted:
        yield {**_way(one.way, prefixes), "count": one.count}


def _neighbour_rows(found: Listed) -> Iterator[dict[str, str | int]]:
    for one in found.part.neighbours:
        yield {
            "iri": one.thing.iri,
            "label": one.thing.label,
            "kind": one.thing.kind,
            "said": one.said,
            "dates": _APART.join(one.dates),
            "others": _APART.join(f"{end.path} {end.iri}" for end in one.others),
        }
