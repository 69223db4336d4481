"""A drawing: which things and links of a trace a picture shows, and in which layer each stands.

Knows no coordinates. A thing stands as many layers behind the first end as the longest shown way to
it has steps, so that links lead onward and the other end stands last.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from aifkg.trace import Path, Step, Thing, Trace

MOST_THINGS = 25
"""Things past which a picture shows the best paths alone."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A link between two things, by IRI, in the direction away from the first end.

    `path` and `place` are the path and the step in it, both from 1, that tell of it first.
    """

    start: str
    end: str
    step: Step
    path: int
    place: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is shown: things in the order of the paths, their layers, links; what is left out."""

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
    things |= {end.iri: end for end in trace.ends}
    everything = {one.iri for path in trace.paths for one in path.things} | things.keys()
    ends = [end.iri for end in trace.ends]
    edges = _edges(shown, ends[0], is_tree=len(ends) > 2)
    return Drawing(
        things,
        _layers(things, edges),
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


def _edges(paths: Sequence[Path], first: str, *, is_tree: bool) -> list[Edge]:
    """Return the links, each in the direction in which the best path with it leads."""
    nearness = _nearness(paths, first) if is_tree else {}
    found: dict[frozenset[str], Edge] = {}
    after: defaultdict[str, set[str]] = defaultdict(set)
    for path in paths:
        for place, step in enumerate(path.steps, 1):
            start, end = step.start.iri, step.end.iri
            if frozenset((start, end)) in found:
                continue
            # A path of a tree may lead towards the first end; one of many may close a circle.
            if nearness.get(start, 0) > nearness.get(end, 0) or _leads(after, end, start):
                start, end = end, start
            after[start].add(end)
            found[frozenset((start, end))] = Edge(start, end, step, path.rank, place)
    return list(found.values())


def _nearness(paths: Sequence[Path], first: str) -> Mapping[str, int]:
    """Return how many steps each thing is away from the first end."""
    neighbours: defaultdict[str, set[str]] = defaultdict(set)
    for step in (step for path in paths for step in path.steps):
        neighbours[step.start.iri].add(step.end.iri)
        neighbours[step.end.iri].add(step.start.iri)
    found: dict[str, int] = {}
    frontier = {first}
    while frontier:
        found |= dict.fromkeys(frontier, len(set(found.values())))
        frontier = set[str]().union(*(neighbours[one] for one in frontier)) - found.keys()
    return found


def _leads(after: Mapping[str, set[str]], start: str, end: str) -> bool:
    """Whether links lead from one thing to another."""
    seen: set[str] = set()
    frontier = {start}
    while frontier:
        if end in frontier:
            return True
        seen |= frontier
        frontier = set[str]().union(*(after[one] for one in frontier)) - seen
    return False


def _layers(things: Iterable[str], edges: Sequence[Edge]) -> dict[str, int]:
    """Return the steps of the longest way to each thing."""
    layers = dict.fromkeys(things, 0)
    # No longest way has more steps than there are things.
    for _ in layers:
        for edge in edges:
            layers[edge.end] = max(layers[edge.end], layers[edge.start] + 1)
    return layers
