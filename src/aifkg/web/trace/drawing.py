"""A drawing: which things and links of a trace a picture shows, and in which layer each stands.

Knows no coordinates. A thing stands as many layers behind the first end as the longest shown way to
it has steps, so that links lead onward and the other end stands last.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aifkg.trace import Path, Step, Thing, Trace

MOST_THINGS = 25
"""Things past which a picture shows the best paths alone."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A link between two things, by IRI, the one nearer to the first end first.

    `path` and `place` are the path and the step in it, both from 1, that tell of it first.
    """

    start: str
    end: str
    step: Step
    path: int
    place: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is shown: things in the order of the paths, their layers, links, and what is left out."""

    things: Mapping[str, Thing]
    layers: Mapping[str, int]
    edges: Sequence[Edge]
    ends: frozenset[str]
    paths: int
    left_out: int
    """How many things stand only on paths that are not shown."""


def drawing(trace: Trace) -> Drawing:
    """Return what a picture shows of a trace; of one without paths, its ends."""
    shown = _shown(trace)
    things = {one.iri: one for path in shown for one in path.things}
    things |= {one.iri: one for one in trace.ends}
    everything = {one.iri for path in trace.paths for one in path.things} | things.keys()
    ends = [end.iri for end in trace.ends]
    last = ends[1] if len(ends) == 2 else None
    rank = _rank(things, shown, ends[0], last)
    edges = _edges(shown, rank)
    return Drawing(
        things,
        _layers(rank, edges),
        edges,
        frozenset(ends),
        len(shown),
        len(everything) - len(things),
    )


def _shown(trace: Trace) -> Sequence[Path]:
    """Return the best paths that are not too many to be read; of a tree all."""
    if len(trace.ends) > 2:
        return trace.paths
    seen: set[str] = set()
    for count, path in enumerate(trace.paths):
        seen |= {one.iri for one in path.things}
        if count and len(seen) > MOST_THINGS:
            return trace.paths[:count]
    return trace.paths


def _rank(
    things: Mapping[str, Thing], paths: Sequence[Path], first: str, last: str | None
) -> Mapping[str, int]:
    """Return the order in which things come: by fewest steps, then as the paths name them."""
    neighbours: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for step in (step for path in paths for step in path.steps):
        neighbours[step.start.iri][step.end.iri] = None
        neighbours[step.end.iri][step.start.iri] = None
    reached, frontier = dict.fromkeys((first,)), [first]
    while frontier:
        frontier = [
            other for one in frontier if one != last for other in neighbours[one] if other not in reached
        ]
        reached |= dict.fromkeys(frontier)
        frontier = list(dict.fromkeys(frontier))
    order = [one for one in (*reached, *things) if one != last]
    return {one: place for place, one in enumerate(dict.fromkeys((*order, *([last] if last else ()))))}


def _edges(paths: Sequence[Path], rank: Mapping[str, int]) -> list[Edge]:
    found: dict[tuple[str, str], Edge] = {}
    for path in paths:
        for place, step in enumerate(path.steps, 1):
            start, end = sorted((step.start.iri, step.end.iri), key=rank.__getitem__)
            found.setdefault((start, end), Edge(start, end, step, path.rank, place))
    return list(found.values())


def _layers(rank: Mapping[str, int], edges: Sequence[Edge]) -> dict[str, int]:
    """Return the steps of the longest way to each thing along links that lead onward."""
    before: defaultdict[str, list[str]] = defaultdict(list)
    for edge in edges:
        before[edge.end].append(edge.start)
    layers: dict[str, int] = {}
    for thing in sorted(rank, key=rank.__getitem__):
        layers[thing] = max((layers[one] + 1 for one in before[thing]), default=0)
    return layers
