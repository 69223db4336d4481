"""An answer: paths as steps that can be cited, each with what says so; plain values throughout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aifkg.trace.facts import Passage, Rule
from aifkg.trace.question import Question

if TYPE_CHECKING:
    from networkx import MultiDiGraph


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing on a path."""

    iri: str
    label: str
    kind: str
    kind_label: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement that a step is made of, and the graphs that hold it."""

    subject: str
    property: str
    value: str
    passages: tuple[str, ...]
    rules: tuple[str, ...]
    is_link: bool
    """Whether it ties the two things, rather than saying more of the tie."""
    datatype: str | None = None
    """That of a literal; None for an IRI."""
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Also:
    """What else is said of the two things of a step, and the passages that say so."""

    label: str
    node: str | None
    term: str
    evidence: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A step: two things and what is said of them, in the direction of the path.

    `term` is the property, or the class of the thing (`node`) that stands for the link; `first`
    and `last` are the dates between which it is known to be valid, as exact as the source has
    them, None where that is open. `rules` are those by which the two things are tied.
    """

    start: Thing
    end: Thing
    term: str
    node: str | None
    label: str
    sentence: str
    first: str | None
    last: str | None
    disputes: tuple[str, ...]
    evidence: tuple[Passage, ...]
    contrary: tuple[Passage, ...]
    """The passages that state a value otherwise: evidence only where no other ties the two."""
    rules: tuple[Rule, ...]
    statements: tuple[Statement, ...]
    also: tuple[Also, ...]

    @property
    def is_dated(self) -> bool:
        """Whether a time of it is known."""
        return self.first is not None or self.last is not None

    @property
    def grounds(self) -> tuple[Passage | Rule, ...]:
        """What it rests on: the passages that state it, then the rules that it follows by."""
        return (*self.evidence, *self.rules)

    @property
    def key(self) -> tuple[str, ...]:
        """What it is known by in whichever direction it is told."""
        return (*sorted((self.start.iri, self.end.iri)), self.term, self.node or "")


@dataclass(frozen=True, slots=True)
class Passed:
    """A thing that a path passes through, and what that costs."""

    thing: str
    neighbours: int
    alike: tuple[int, int]
    """How many neighbours it has by the kind of link that leads to it, and by that which leaves.

    Of several links between two things it is the cheapest. Where none leaves, since the path joins
    a picture there, it is 0.
    """
    cost: float


@dataclass(frozen=True, slots=True)
class Weakest:
    """The steps of a path that rest on least, equally weak, by their places from 1, and why."""

    steps: tuple[int, ...]
    why: str

    @property
    def step(self) -> int:
        """The first of them."""
        return self.steps[0]

    @property
    def words(self) -> str:
        """Which steps they are."""
        if len(self.steps) == 1:
            return f"step {self.step}"
        *others, last = map(str, self.steps)
        return f"steps {', '.join(others)} and {last}"


@dataclass(frozen=True, slots=True)
class Path:
    """A path: its rank from 1, its cost (1 a step, and what it passes), its steps."""

    rank: int
    cost: float
    sentence: str
    weakest: Weakest
    steps: tuple[Step, ...]
    passed: tuple[Passed, ...]

    @property
    def score(self) -> float:
        """How specific the path is: 1 for a single step, less the more it costs."""
        return round(1 / self.cost, 4)

    @property
    def things(self) -> tuple[Thing, ...]:
        """The things along it."""
        return (*(step.start for step in self.steps[:1]), *(step.end for step in self.steps))


@dataclass(frozen=True, slots=True)
class Limits:
    """How far the search went; `ended_by` is the limit that ended it early: time or nodes."""

    k: int
    n: int
    looked_at: int
    most: int
    seconds: float | None
    ended_by: str | None
    undated: int | None = None
    """How many steps of the paths have no known date, None where no time is asked for."""


@dataclass(frozen=True, slots=True)
class Reached:
    """How many things an end reaches in 1, 2, … steps."""

    thing: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why there is no path, or too few: what was reached, left out, and what to ask instead."""

    text: str
    reached: tuple[Reached, ...] = ()
    left_out_links: int = 0
    left_out_things: int = 0
    nearest: tuple[str, ...] = ()
    """Where the two sides meet when more steps are allowed."""
    needed_steps: int | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """The answer to a question; of more than two ends, the paths together are one picture."""

    question: Question
    ends: tuple[Thing, ...]
    paths: tuple[Path, ...]
    limits: Limits
    explanation: Explanation | None
    snapshot: str

    @property
    def steps(self) -> Sequence[Step]:
        """Every step of every path, each once, in the order in which they come."""
        seen: dict[tuple[str, ...], Step] = {}
        for path in self.paths:
            for step in path.steps:
                seen.setdefault(step.key, step)
        return tuple(seen.values())

    def networkx(self) -> MultiDiGraph:
        """Return it as a graph of networkx (`pip install 'aifkg[networkx]'`)."""
        from aifkg.trace.formats.multigraph import multigraph

        return multigraph(self)
