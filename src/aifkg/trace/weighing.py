"""Weighing: which step of a path rests on least, and why, by kinds of sources and disputes."""

from __future__ import annotations

from collections.abc import Sequence

from aifkg.trace.answer import Statement, Step, Weakest
from aifkg.trace.facts import Passage

Weakness = tuple[bool, int, bool, int]
"""Whether a rule alone says it, the best rank of its sources, a dispute, how few they are."""


def weakest(steps: Sequence[Step]) -> Weakest:
    """Return the steps that rest on least.

    A rule alone is weaker than any source; then the rank of the best kind of source decides, then a
    dispute, then the number of sources.
    """
    weakness = [_weakness(step) for step in steps]
    places = [place for place, one in enumerate(weakness, 1) if one == max(weakness)]
    return Weakest(
        tuple(places), "; ".join(dict.fromkeys(why(steps[place - 1]) for place in places))
    )


def why(step: Step) -> str:
    """Return in words what a step rests on."""
    statement = _weakest(step)
    told = _of(step, statement)
    disputed = "; sources differ about it" if step.disputes else ""
    if not told:
        names = " and ".join(one.label for one in step.rules if one.iri in statement.rules)
        return f"worked out by a rule ({names}){disputed}"
    return f"stated by {_sources(told, step.evidence)}{disputed}"


def _sources(told: Sequence[Passage], evidence: Sequence[Passage]) -> str:
    """Return how many sources state the weakest statement, and how many the step is shown with."""
    best = min(told, key=lambda one: one.place)
    kind = best.kind or "a source of no kind"
    sources, shown = (len({one.source for one in of}) for of in (told, evidence))
    counted = f"{sources} sources" if sources > 1 else "one source"
    if shown > sources:
        counted = f"{shown} sources, part of it by {sources if sources > 1 else 'one'} alone"
    if sources == 1:
        return f"{counted} ({kind}: {best.title})"
    return f"{counted}, the best of them {kind} ({best.title})"


def _weakness(step: Step) -> Weakness:
    return max(_of_statement(step, one) for one in step.statements if one.is_link)


def _weakest(step: Step) -> Statement:
    links = [one for one in step.statements if one.is_link]
    return max(links, key=lambda one: _of_statement(step, one))


def _of_statement(step: Step, statement: Statement) -> Weakness:
    told = _of(step, statement)
    rank = min((one.place for one in told), default=0)  # Without any it is not looked at.
    return not told, rank, bool(step.disputes), -len({one.source for one in told})


def _of(step: Step, statement: Statement) -> list[Passage]:
    """Return the passages of a step that state it, be it with another value of a detail."""
    every = dict.fromkeys((*step.evidence, *step.contrary))
    return [one for one in every if one.iri in statement.passages]
