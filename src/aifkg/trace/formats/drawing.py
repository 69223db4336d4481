"""Drawing: a trace as nodes and edges with their attributes, for tools that know graphs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aifkg.names import BASE, answered_at
from aifkg.trace.answer import Step, Thing, Trace
from aifkg.trace.facts import Rule
from aifkg.trace.formats.grounding import shown

Attribute = str | bool | int

NODE = {"label": "string", "kind": "string", "iri": "string", "page": "string", "is_end": "boolean"}
EDGE = {
    "label": "string",
    "sentence": "string",
    "property": "string",
    "node": "string",
    "first": "string",
    "last": "string",
    "disputed": "boolean",
    "sources": "integer",
    "passages": "string",
    "rules": "string",
    "best_rank": "integer",
    "paths": "string",
}
"""The attributes of nodes and edges with their types.

`page` is where a thing is told of. `node` is the thing that stands for a link, `sources` is how
many documents say so; `passages` are where they do, `rules` what the link follows by, each by IRI,
apart by a space; `best_rank` is the rank of the kind of source that decides first; `paths` are the
ranks of the paths it is on.
"""


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge between things by IRI; an attribute that is not known is left out."""

    start: str
    end: str
    attributes: Mapping[str, Attribute]


def nodes(trace: Trace) -> dict[str, dict[str, Attribute]]:
    """Return the attributes of each thing by IRI, the ends first."""
    ends = {one.iri for one in trace.ends}
    things = (*trace.ends, *(thing for path in trace.paths for thing in path.things))
    return {one.iri: _node(one, is_end=one.iri in ends) for one in things}


def edges(trace: Trace) -> list[Edge]:
    """Return each step once, in the order in which they come."""
    return [_edge(trace, step) for step in trace.steps]


def _node(thing: Thing, *, is_end: bool) -> dict[str, Attribute]:
    said: dict[str, Attribute] = {
        "label": thing.label,
        "kind": thing.kind_label,
        "iri": thing.iri,
        "is_end": is_end,
    }
    page = answered_at(thing.iri)
    return {**said, "page": page} if page.startswith(BASE) else said


def _edge(trace: Trace, step: Step) -> Edge:
    ranks = [one.rank for one in step.evidence if one.rank is not None]
    on = (str(path.rank) for path in trace.paths if step.key in {one.key for one in path.steps})
    attributes: dict[str, Attribute | None] = {
        "label": step.label,
        "sentence": step.sentence,
        "property": step.term,
        "node": step.node,
        "first": step.first,
        "last": step.last,
        "disputed": bool(step.disputes),
        "sources": len({one.source for one in step.evidence}),
        "passages": " ".join(one.iri for one in step.evidence) or None,
        "rules": " ".join(one.iri for one in shown(step) if isinstance(one, Rule)) or None,
        "best_rank": min(ranks, default=None),
        "paths": ",".join(on),
    }
    known = {name: value for name, value in attributes.items() if value is not None}
    return Edge(step.start.iri, step.end.iri, known)
