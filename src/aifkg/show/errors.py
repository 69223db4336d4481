"""Errors of finding a thing: a text that names nothing, or several things."""

from __future__ import annotations


class ThingError(Exception):
    """A text from which no one thing can be told."""


class UnknownThing(ThingError):
    """A text that names nothing the graph holds."""

    def __init__(self, text: str, suggestions: tuple[str, ...], what: str) -> None:
        hint = f" Did you mean {' or '.join(suggestions)}?" if suggestions else ""
        super().__init__(f'The graph holds no {what} called "{text}".{hint}')
        self.text = text
        self.suggestions = suggestions


class UnknownCode(ThingError):
    """A text that names no code of a scheme."""

    def __init__(self, text: str, scheme: str, slugs: tuple[str, ...]) -> None:
        super().__init__(f'"{text}" is no {scheme}; it is one of {", ".join(slugs)}.')
        self.text = text
        self.slugs = slugs


class AmbiguousThing(ThingError):
    """A name that several things share; `candidates` are their CURIEs and labels."""

    def __init__(self, text: str, candidates: tuple[tuple[str, str], ...]) -> None:
        listed = "".join(f"\n  {curie}  {label}" for curie, label in candidates)
        super().__init__(f'"{text}" names {len(candidates)} things; give one of them:{listed}')
        self.text = text
        self.candidates = candidates
