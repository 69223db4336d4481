"""A question: which things, how many paths, how long, in what order, and what to leave out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from aifkg.rows import EDTF
from aifkg.span import Span, broken, covered

TASK, ENTRY = "trace", "aifkg.trace.task:prepare"
"""What workers call a trace, and where its program is: whoever asks for one need not load it."""
MOST_ENDS = 6
MOST_PATHS = 50
MOST_STEPS = 8
MOST_REQUIRED = 3
MOST_AVOIDED = 100
MOST_ONLY = 20
MOST_CHARACTERS = 500


class Order(StrEnum):
    """What makes a path come before another."""

    SPECIFIC = "specific"
    SHORTEST = "shortest"

    @classmethod
    def _missing_(cls, value: object) -> Order:
        raise QuestionError("order", str(value), f"it is {' or '.join(cls)}")


class QuestionError(ValueError):
    """A question that cannot be answered: `parameter` has a `value` that breaks a rule."""

    def __init__(self, parameter: str, value: str, rule: str) -> None:
        shown = value if len(value) <= _SHOWN else value[:_SHOWN] + "…"
        # A list of candidates and a question end by themselves.
        end = "" if "\n" in rule or rule.endswith("?") else "."
        super().__init__(f'{parameter} is "{shown}"; {rule}{end}')
        self.parameter = parameter
        self.value = value


_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, things as people write them; raise QuestionError where it breaks a rule.

    `only` names the relations whose links alone are walked, `via` what each path touches, `avoid`
    what none does. `valid` is a date or a period (ISO 8601, or EDTF for parts of years): links
    that are known to have been valid at another time are left out, and with `undated` false also
    those of which no date is known. A path that passes all that a better one passes is a detour,
    and is told where `detours` says so.
    """

    ends: tuple[str, ...]
    k: int = 5
    n: int = 4
    order: Order = Order.SPECIFIC
    via: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    valid: str | None = None
    undated: bool = True
    detours: bool = False
    only: tuple[str, ...] = ()
    period: Span | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        if not 2 <= len(self.ends) <= MOST_ENDS:
            rule = f"a trace joins 2 to {MOST_ENDS} things"
            raise QuestionError("to", ", ".join(self.ends), rule)
        _check_texts("from", self.ends[:1])
        _check_texts("to", self.ends[1:])
        _check_number("k", self.k, MOST_PATHS)
        _check_number("n", self.n, MOST_STEPS)
        _check_list("via", self.via, MOST_REQUIRED)
        if self.via and len(self.ends) > 2:
            raise QuestionError("via", self.via[0], "it is for paths between two things alone")
        _check_list("avoid", self.avoid, MOST_AVOIDED)
        _check_list("only", self.only, MOST_ONLY)
        if self.valid is not None:
            object.__setattr__(self, "period", _period(self.valid))


def _check_number(parameter: str, value: int, most: int) -> None:
    if not 1 <= value <= most:
        raise QuestionError(parameter, str(value), f"it is a number from 1 to {most}")


def _check_list(parameter: str, values: Sequence[str], most: int) -> None:
    if len(values) > most:
        raise QuestionError(parameter, values[most], f"it is given at most {most} times")
    _check_texts(parameter, values)


def _check_texts(parameter: str, values: Sequence[str]) -> None:
    for value in values:
        if not value.strip():
            raise QuestionError(parameter, value, "it names a thing, and cannot be empty")
        if len(value) > MOST_CHARACTERS:
            rule = f"it has at most {MOST_CHARACTERS} characters"
            raise QuestionError(parameter, value, rule)


def _period(text: str) -> Span:
    span = covered(text.strip(), EDTF)
    if span is None:
        rule = "it is a year, a month, a day, or a period such as 2024-01/2025-06"
        raise QuestionError("valid", text, broken(text.strip()) or rule)
    return span
