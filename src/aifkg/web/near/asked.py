"""What is asked: whose neighbours, by which relation, and behind how many others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from aifkg.trace.near import Direction
from aifkg.web.problem import ParameterProblem, Problem
from aifkg.web.protocol import one

Candidates: TypeAlias = Sequence[tuple[str, str]]
"""CURIEs and labels."""
_MOST_CHARACTERS = 500
_MOST_DIGITS = 9
NAMES = ("of", "by", "direction", "after", "format")
"""The parameters that there are."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The parameters as they are given; without `by` the relations are asked for."""

    of: str
    by: str = ""
    direction: Direction | None = None
    after: int = 0

    @classmethod
    def read(cls, given: Sequence[tuple[str, str]]) -> Asked:
        """Return what parameters ask; raise Problem where one is at fault."""
        _refuse_unknown(given)
        of, by = _text(given, "of"), _text(given, "by")
        if not of:
            detail = "it names the thing whose neighbours are asked for, by IRI, CURIE or name"
            raise fault("of", of, detail)
        direction, after = _direction(given), _after(given)
        if not by and (direction or after):
            raise fault("by", by, "it names the relation, where direction or after is given")
        return cls(of, by, direction, after)


def _refuse_unknown(given: Sequence[tuple[str, str]]) -> None:
    for name, value in given:
        if name not in NAMES:
            raise fault(name[:40], value, f"there are only {', '.join(NAMES)}")


class Unfound(ParameterProblem):
    """The problem of a name of nothing or of several things; `meant` are what may be meant."""

    def __init__(self, detail: str, near: Sequence[str], candidates: Candidates) -> None:
        told = [{"curie": curie, "label": label} for curie, label in candidates]
        super().__init__(
            detail,
            parameter="of",
            did_you_mean=list(near) or None,
            candidates=told or None,
        )
        self.meant = [*near, *(curie for curie, _ in candidates)]


def fault(name: str, value: str, rule: str, near: Sequence[str] = ()) -> Problem:
    """Return the problem of a parameter whose value breaks a rule; `near` is what was meant."""
    said = f'is "{value[:80]}"' if value else "is missing"
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    detail = f"The parameter {name} {said}; {rule}.{hint}"
    suggested = list(near) or None
    return ParameterProblem(detail, parameter=name, did_you_mean=suggested)


def _text(given: Sequence[tuple[str, str]], name: str) -> str:
    text = (one(given, name) or "").strip()
    if len(text) > _MOST_CHARACTERS:
        rule = f"it has {len(text):,} characters and may have {_MOST_CHARACTERS}"
        raise fault(name, text, rule)
    return text


def _direction(given: Sequence[tuple[str, str]]) -> Direction | None:
    text = one(given, "direction") or ""
    if text and text not in list(Direction):
        rule = "it is out, for what the thing says of others, or in, for what they say of it"
        raise fault("direction", text, rule)
    return Direction(text) if text else None


def _after(given: Sequence[tuple[str, str]]) -> int:
    text = one(given, "after") or "0"
    if not (text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS):
        raise fault("after", text, "it is the number of neighbours that stand before")
    return int(text)
