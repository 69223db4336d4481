"""Sentences: a trace as plain text, each step with the places that say so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aifkg.characters import line
from aifkg.show.dates import in_words
from aifkg.show.words import when
from aifkg.trace.answer import Path, Step, Trace
from aifkg.trace.facts import Passage, Rule
from aifkg.trace.formats.citing import Citation, cite, known_on, title
from aifkg.trace.formats.noting import notes

_LENGTH_OF_A_DAY = len("2024-12-10")


def write(trace: Trace, citation: Citation) -> bytes:
    """Return a trace as numbered sentences."""
    lines = map(_whole, _lines(trace, citation))
    return "".join(f"{one}\n" for one in lines).encode()


def _whole(one: str) -> str:
    indent = len(one) - len(one.lstrip(" "))
    return " " * indent + line(one)


def place(passage: Passage) -> str:
    """Return where a passage is found: publisher, title, locator and date."""
    publisher = f"{passage.publisher}: " if passage.publisher else ""
    parts = [f"{publisher}{passage.title}", passage.locator, when(passage)]
    return ", ".join(filter(None, parts))


def ground(one: Passage | Rule) -> str:
    """Return in words what a step rests on: where a passage is found, or which rule it is."""
    return f"worked out by a rule: {one.label}" if isinstance(one, Rule) else place(one)


def as_known(address: str) -> str:
    """Return of which day of the past a permalink asks, nothing for the present graph."""
    day = known_on(address)
    return f"As known on {in_words(day)}" if day else ""


def valid(step: Step) -> str:
    """Return in words from when to when a step is known to be valid, nothing where that is open."""
    first, last = (in_words(day) if day else "" for day in (step.first, step.last))
    if first == last:
        on = "on" if len(step.first or "") == _LENGTH_OF_A_DAY else "in"
        return f"valid {on} {first}" if first else ""
    bounds = (f"from {first}" if first else "", f"until {last}" if last else "")
    return " ".join(("valid", *filter(None, bounds)))


def _lines(trace: Trace, citation: Citation) -> Iterator[str]:
    yield title(trace)
    if past := as_known(citation.address):
        yield past
    for path in trace.paths:
        yield ""
        yield from _path(path)
    for note in notes(trace):
        yield ""
        yield note
    yield ""
    yield f"Cite as: {cite(trace, citation.address, citation.changed)}"


def _path(path: Path) -> Iterator[str]:
    yield f"{path.rank}. {path.sentence}"
    weakest = path.weakest
    are = "is" if len(weakest.steps) == 1 else "are"
    yield f"   Score {path.score:g}. Weakest {are} {weakest.words}: {weakest.why}."
    for number, step in enumerate(path.steps, 1):
        yield f"   {path.rank}.{number} {step.sentence}."
        yield from _evidence(step)


def _evidence(step: Step) -> Iterator[str]:
    if step.is_dated:
        yield f"       Known to be {valid(step)}."
    yield from _listed(step.grounds)
    if step.contrary:
        yield "       Stated otherwise:"
        yield from _listed(step.contrary)
    if step.disputes:
        yield f"       Sources differ about it: {' '.join(step.disputes)}"


def _listed(grounds: Iterable[Passage | Rule]) -> Iterator[str]:
    for one in grounds:
        yield f"       - {ground(one)}"
        yield f"         {one.iri}"
