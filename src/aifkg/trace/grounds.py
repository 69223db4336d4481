"""Grounds: what a step rests on, and which passages state a value of it otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aifkg.trace.facts import Facts, Passage, Rule, Said


@dataclass(frozen=True, slots=True)
class Grounds:
    """The passages that state a link, those that state it otherwise, and the rules that tie it."""

    evidence: tuple[Passage, ...]
    contrary: tuple[Passage, ...]
    rules: tuple[Rule, ...]


def grounds(
    facts: Facts, ties: Sequence[Said], passed: Sequence[Said], more: Sequence[Said]
) -> Grounds:
    """Return what statements that tie two things, and what more is said of the tie, rest on.

    Those of `passed` tie an end to what stands between, such as a post to where it is. Who speaks
    of that alone may speak of somebody else in it, and is evidence only where nobody else says so.
    """
    contrary = {one for said in (*ties, *passed, *more) for one in passages(facts, said.contrary)}
    evidence = {one for said in more for one in passages(facts, said.graphs)} - contrary
    for said in ties:
        stated = set(passages(facts, said.graphs))
        evidence |= stated - contrary or stated
    for said in passed:
        stated = set(passages(facts, said.graphs))
        if not stated & evidence:
            evidence |= stated - contrary or stated
    every = (*ties, *passed)
    rules = dict.fromkeys(one for said in every for one in rules_of(facts, said.graphs))
    return Grounds(
        _weighed(evidence),
        _weighed(contrary),
        tuple(rules),
    )


def passages(facts: Facts, graphs: Iterable[str]) -> list[Passage]:
    """Return which of these graphs are passages."""
    return [one for graph in graphs if isinstance(one := facts.graph(graph), Passage)]


def rules_of(facts: Facts, graphs: Iterable[str]) -> list[Rule]:
    """Return which of these graphs are what a rule derived."""
    return [one for graph in graphs if isinstance(one := facts.graph(graph), Rule)]


def _weighed(found: Iterable[Passage]) -> tuple[Passage, ...]:
    """Return passages in order: the kind that decides first, then the later."""
    by_name = sorted(found, key=lambda one: one.iri)
    by_date = sorted(by_name, key=lambda one: one.published or one.available or "", reverse=True)
    return tuple(sorted(by_date, key=lambda one: one.place))
