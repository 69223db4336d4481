"""Comparing: what changed of each thing between two snapshots, in words; a pure function.

Both are read once, side by side, and what they share is not held. What is derived in the terms of
other vocabularies says nothing new, so that the terms of the ontology alone are compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from aifkg.changes.naming import LABEL, Names
from aifkg.changes.reading import Statements, bare, subjects
from aifkg.names import TERM

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_OTHER_NAME = "http://www.w3.org/2004/02/skos/core#altLabel"
_REPLACED_BY = "http://purl.org/dc/terms/isReplacedBy"
_COMPARED = (LABEL, _OTHER_NAME, _REPLACED_BY)
_TITLES = {
    LABEL: "label",
    _OTHER_NAME: "other name",
    _REPLACED_BY: "replacement",
}
_NOTHING: Statements = {}


@dataclass(frozen=True, slots=True)
class Change:
    """What changed of one thing: a sentence each, after what it is called."""

    iri: str
    label: str
    sentences: tuple[str, ...]
    is_gone: bool = False


def compare(old: Iterable[str], new: Iterable[str]) -> list[Change]:
    """Return what changed between the lines of two snapshots, by thing, in order of their labels.

    Raise ReadingError where either is none.
    """
    names, changed = Names(), []
    for term, before, after in _side_by_side(subjects(old), subjects(new)):
        subject = bare(term)
        names.learn(subject, before)
        names.learn(subject, after)
        if before != after:
            changed.append((subject, before, after))
    found: defaultdict[str, list[str]] = defaultdict(list)
    told = [(one[0], *said) for one in changed for said in _told(names, *one)]
    # What changed of a thing itself goes before what is decided on it elsewhere.
    for _, iri, sentence in sorted(told, key=lambda one: one[0] != one[1]):
        found[iri].append(sentence)
    gone = {subject for subject, _, after in changed if not after}
    changes = (Change(iri, names.of(iri), tuple(said), iri in gone) for iri, said in found.items())
    return sorted(changes, key=lambda change: (change.label, change.iri))


def _side_by_side(
    old: Iterator[tuple[str, Statements]], new: Iterator[tuple[str, Statements]]
) -> Iterator[tuple[str, Statements, Statements]]:
    """Yield each subject once, with what either file says of it."""
    left, right = next(old, None), next(new, None)
    while left or right:
        is_left = left is not None and (right is None or left[0] <= right[0])
        is_right = right is not None and (left is None or right[0] <= left[0])
        subject = left[0] if left and is_left else right[0] if right else ""
        before = left[1] if left and is_left else _NOTHING
        after = right[1] if right and is_right else _NOTHING
        yield subject, before, after
        left = next(old, None) if is_left else left
        right = next(new, None) if is_right else right


def _told(
    names: Names, subject: str, before: Statements, after: Statements
) -> Iterator[tuple[str, str]]:
    """Yield what is to be said of a subject that changed, and of which thing."""
    classes = {bare(one) for one in (*before.get(_TYPE, ()), *after.get(_TYPE, ()))}
    ours = {one.removeprefix(TERM) for one in classes if one.startswith(TERM)}
    if "Dispute" in ours:
        yield from _of_dispute(names, before, after)
    elif "Verdict" in ours:
        yield from _of_verdict(names, before, after)
    # A membership is derived from what is said of the body that it is in.
    elif ours & {"Thing", "Source"} and "Membership" not in ours:
        for sentence in _of_thing(names, subject, before, after):
            yield subject, sentence


def _of_thing(names: Names, subject: str, before: Statements, after: Statements) -> Iterator[str]:
    if not before:
        yield f"added ({names.kind(after, subject)})"
    elif not after:
        yield f"removed ({names.kind(before, subject)})"
    else:
        for name in sorted({*before, *after}, key=lambda one: (names.of(one), one)):
            if name.startswith(TERM) or name in _COMPARED:
                yield from _of_property(names, name, before, after)


def _of_property(names: Names, name: str, before: Statements, after: Statements) -> Iterator[str]:
    """Yield that a value went, came or was exchanged for another."""
    old, new = before.get(name, frozenset()), after.get(name, frozenset())
    gone = [names.value(term, name, before) for term in sorted(old - new)]
    come = [names.value(term, name, after) for term in sorted(new - old)]
    title = _TITLES.get(name) or names.of(name)
    if len(gone) == len(come) == 1:
        yield f"{title} changed from {gone[0]} to {come[0]}"
        return
    if gone:
        yield f"{title} removed: {', '.join(gone)}"
    if come:
        yield f"{title} added: {', '.join(come)}"


def _of_dispute(names: Names, before: Statements, after: Statements) -> Iterator[tuple[str, str]]:
    for subject, name in _about(after or before):
        what, rules = f"“{names.of(name)}”", [_rule(names, one) for one in (before, after)]
        if not before:
            yield subject, f"sources disagree on {what}; {rules[1]}"
        elif not after:
            yield subject, f"sources no longer disagree on {what}"
        elif rules[0] != rules[1]:
            yield subject, f"the dispute on {what} was {rules[0]} and is {rules[1]}"


def _rule(names: Names, said: Statements) -> str:
    found = [names.of(bare(one)) for one in sorted(said.get(f"{TERM}resolvedBy", ()))]
    is_open = not found or found == ["open"]
    return "open" if is_open else f"decided by {' and '.join(found)}"


def _of_verdict(names: Names, before: Statements, after: Statements) -> Iterator[tuple[str, str]]:
    for subject, name in _about(after or before):
        did = "decided anew" if before and after else "decided" if after else "withdrew a verdict"
        yield subject, f"an editor {did} on “{names.of(name)}”"


def _about(said: Statements) -> Iterator[tuple[str, str]]:
    for subject in sorted(said.get(f"{TERM}onSubject", ())):
        for name in sorted(said.get(f"{TERM}onProperty", ())):
            yield bare(subject), bare(name)
