"""Traces made by hand, for the parts of their page."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from aifkg.names import BASE, TERM, PrefixTable
from aifkg.trace import Explanation, Passage, Path, Question, Rule, Step, Thing, Trace
from aifkg.trace.answer import Also, Limits, Passed, Statement, Weakest
from aifkg.web.trace.tools import About
from tests.small import CHECKOUT

HOSTILE = "<script>alert(1)</script>\"'&\x00\x0b]]>\ud7ff"
LIMITS = Limits(5, 4, 12, 100_000, 5.0, None)
_PREFIXES = PrefixTable.read(CHECKOUT / "ontology" / "prefixes.ttl")
ABOUT = About(_PREFIXES, "5" * 64, "Cited <so>", "@misc{a,\n}", has_past=True)


def thing(name: str, kind: str = "Organisation") -> Thing:
    return Thing(f"{BASE}id/organisation/{name.lower()}", name, f"{TERM}{kind}", kind.lower())


def passage(name: str) -> Passage:
    source = f"{BASE}source/{name}"
    return Passage(f"{source}#p1", source, f"Title of {name}", "paragraph 1", "Press", "2024-12-10")


def step(
    start: Thing,
    end: Thing,
    *,
    label: str = "works with",
    node: str | None = None,
    term: str = "partner",
    evidence: Iterable[Passage] = (),
    rules: Iterable[Rule] = (),
    disputes: Iterable[str] = (),
    also: Iterable[str] = (),
    days: tuple[str | None, str | None] = (None, None),
) -> Step:
    evidence = tuple(evidence) or (passage("one"),)
    said = Statement(start.iri, TERM + term, end.iri, (evidence[0].iri,), (), is_link=True)
    return Step(
        start,
        end,
        TERM + term,
        node,
        label,
        f"{start.label} {label} {end.label}",
        *days,
        tuple(disputes),
        evidence,
        (),
        tuple(rules),
        (said,),
        tuple(Also(one, None, TERM + term, (passage("also"),)) for one in also),
    )


def path(rank: int, *steps: Step) -> Path:
    passed = tuple(Passed(one.end.iri, 38, (12, 5), 2.5) for one in steps[:-1])
    cost = len(steps) + sum(one.cost for one in passed)
    sentence = "; ".join(one.sentence for one in steps) + "."
    return Path(rank, cost, sentence, Weakest((1,), "stated by one source (press)"), steps, passed)


def through(rank: int, *names: str) -> Path:
    return path(rank, *(step(thing(one), thing(other)) for one, other in pairwise(names)))


def trace(*paths: Path, ends: Iterable[Thing] = ()) -> Trace:
    ends = tuple(ends) or (paths[0].things[0], paths[0].things[-1])
    asked = Question(tuple(end.label for end in ends))
    return Trace(asked, ends, paths, LIMITS, None, "ab" * 32)


def without(*names: str, needed: int | None = 5) -> Trace:
    ends = tuple(map(thing, names))
    question = Question(names, avoid=("aif:Post",), valid="2024", undated=False)
    said = Explanation("No path <of> 4 steps.", (), 1, 0, (), needed)
    return Trace(question, ends, (), LIMITS, said, "ab" * 32)
