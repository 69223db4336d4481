"""Grounding: what a step rests on, told apart by whether it says the link or a detail of it."""

from __future__ import annotations

from aifkg.trace.answer import Step
from aifkg.trace.facts import Passage, Rule


def says_link(step: Step, one: Passage | Rule) -> bool:
    """Whether a passage or rule is evidence that the two things are tied, not of a detail alone."""
    links = (said for said in step.statements if said.is_link)
    return any(one.iri in (*said.passages, *said.rules) for said in links)


def shown(step: Step) -> tuple[Passage | Rule, ...]:
    """Return its passages, and the rules that tie the things: one of a detail shows no link."""
    return (*step.evidence, *(one for one in step.rules if says_link(step, one)))
