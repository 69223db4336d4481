"""Making: the paths of an answer, from the keys that a search found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from aifkg.trace.answer import Passed, Path, Step, Thing
from aifkg.trace.ends import End, OwnLink
from aifkg.trace.facts import Facts
from aifkg.trace.meaning import Meaning, Meant
from aifkg.trace.search import Walked
from aifkg.trace.telling import Link, step
from aifkg.trace.view import View
from aifkg.trace.weighing import weakest
from aifkg.trace.weights import UNIT


@dataclass(frozen=True, slots=True)
class _Tie:
    """A link as a step shows it, and of each of its two things how many links are like it."""

    link: Link
    alike: Mapping[int, int]
    penalty: Mapping[int, int]


class Making:
    """Makes the paths of one question."""

    def __init__(
        self,
        meaning: Meaning,
        facts: Facts,
        view: View,
        ends: Sequence[End],
        meant: Sequence[Meant],
    ) -> None:
        self._meaning = meaning
        self._facts = facts
        self._view = view
        self._ends = {end.key: end for end in ends}
        relations, nodes = view.network.relations, view.network.links.nodes
        self._asked = {relations[one].term for of in view.required for one in of.relations}
        self._asked |= {nodes[one] for of in view.required for one in of.nodes}
        self._things = {end.key: one.thing for end, one in zip(ends, meant, strict=True)}

    def paths(self, walks: Iterable[Walked]) -> tuple[Path, ...]:
        """Return paths in the order of the walks."""
        return tuple(self._path(rank, walked) for rank, walked in enumerate(walks, 1))

    def _path(self, rank: int, walked: Walked) -> Path:
        ties = [self._ties(*pair) for pair in pairwise(walked.keys)]
        steps = tuple(
            self._step(pair, tie) for pair, tie in zip(pairwise(walked.keys), ties, strict=True)
        )
        return Path(
            rank,
            round(walked.cost / UNIT, 3),
            _sentence(steps),
            weakest(steps),
            steps,
            tuple(one for one in self._passed(walked.keys, ties) if one.cost or one.neighbours),
        )

    def _passed(self, keys: Sequence[int], ties: Sequence[Sequence[_Tie]]) -> Iterator[Passed]:
        """Yield what a path passes through; that to which a picture joins it last as well."""
        for key, (before, after) in zip(keys[1:-1], pairwise(ties), strict=True):
            yield self._one_passed(key, (before[0], after[0]))
        if keys[-1] not in self._ends:
            yield self._one_passed(keys[-1], (ties[-1][0], None))

    def _step(self, pair: tuple[int, int], ties: Sequence[_Tie]) -> Step:
        """Return the step of links, told by what is asked for, or else by what is cheapest."""
        start, end = (self._thing(key) for key in pair)
        return step(self._facts, [tie.link for tie in ties], start, end, self._asked)

    def _thing(self, key: int) -> Thing:
        if key not in self._things:
            self._things[key] = self._meaning.thing(key)
        return self._things[key]

    def _one_passed(self, key: int, ties: tuple[_Tie, _Tie | None]) -> Passed:
        known = [tie for tie in ties if tie is not None]
        cost = 0 if key in self._ends else sum(tie.penalty[key] for tie in known)
        before, after = (0 if tie is None else tie.alike[key] for tie in ties)
        arcs = self._view.network.arcs_of(key) if key >= 0 else slice(0, 0)
        return Passed(self._thing(key).iri, arcs.stop - arcs.start, (before, after), cost / UNIT)

    def _ties(self, start: int, end: int) -> list[_Tie]:
        """Return the links between two neighbours on a path, the cheapest first: it counts."""
        if start < 0 or end < 0:
            return self._own_ties(start, end)
        network = self._view.network
        arcs = network.arcs_of(start)
        place = int(np.searchsorted(network.target[arcs], end))
        edge = int(network.edge[arcs][place])
        ties = [(one, self._tie(one)) for one in self._view.used(edge)]
        ties.sort(key=lambda tie: self._place(start, end, *tie))
        return [tie for _, tie in ties]

    def _place(self, start: int, end: int, place: int, tie: _Tie) -> tuple[int, int]:
        """Return where a link stands among those of the same two things."""
        passed = (key for key in (start, end) if key not in self._ends)
        return sum(tie.penalty[key] for key in passed), place

    def _tie(self, place: int) -> _Tie:
        network = self._view.network
        links, things = network.links, network.names.things
        start, end, node = (int(one[place]) for one in (links.start, links.end, links.node))
        link = Link(
            things[start],
            things[end],
            network.relations[int(links.relation[place])],
            links.nodes[node] if node >= 0 else None,
            int(links.since[place]),
            int(links.until[place]),
        )
        return _Tie(
            link,
            {start: int(network.alike_start[place]), end: int(network.alike_end[place])},
            {start: int(network.at_start[place]), end: int(network.at_end[place])},
        )

    def _own_of(self, key: int) -> Mapping[int, Sequence[OwnLink]]:
        return self._ends[key].own if key in self._ends else {}

    def _own_ties(self, start: int, end: int) -> list[_Tie]:
        """Return the links of a thing of a relational class with a neighbour."""
        own, other = (start, end) if end in self._own_of(start) else (end, start)
        of = self._ends[own]
        way = of.way_to(other)
        penalty = 0 if way is None else int(of.cost[way]) - self._view.per_step - UNIT
        found = []
        for one in of.own[other]:
            iris = of.iri, self._thing(other).iri
            subject, object_ = iris if one.is_subject else iris[::-1]
            days = one.since, one.until
            link = Link(subject, object_, one.relation, None, *days, dated_by=of.iri)
            found.append(_Tie(link, {own: 1, other: 1}, {own: 0, other: penalty}))
        return found


def _sentence(steps: Sequence[Step]) -> str:
    return "; ".join(one.sentence for one in steps) + "."
