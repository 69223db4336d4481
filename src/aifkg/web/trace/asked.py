"""Asked: the parameters of a trace, read into a question."""

from __future__ import annotations

from collections.abc import Sequence

from aifkg.trace import Order, Question, QuestionError
from aifkg.web.problem import ParameterProblem
from aifkg.web.protocol import one

_MANY = ("to", "via", "avoid", "only")
_NUMBERS = ("k", "n")
_ONCE = (
    "from",
    *_NUMBERS,
    "order",
    "valid",
    "undated",
    "detours",
    "snapshot",
    "bom",
    "format",
    "timeout",
)
NAMES = (*_ONCE, *_MANY)
"""The parameters that there are."""

Fields = Sequence[tuple[str, str]]


def filled(given: Fields) -> list[tuple[str, str]]:
    """Return the parameters with a value: a field of a form that was left empty is none.

    Raise Problem where a parameter is unknown, or stands twice and may not.
    """
    for name in dict.fromkeys(name for name, _ in given):
        if name not in NAMES:
            detail = f'There is no parameter "{name[:40]}"; there are {", ".join(NAMES)}.'
            raise ParameterProblem(detail)
        if name in _ONCE:
            one(given, name)
    return [(name, value.strip()) for name, value in given if value.strip()]


def question(given: Fields) -> Question:
    """Return what filled parameters ask; raise QuestionError where one breaks a rule."""
    start = one(given, "from")
    others = tuple(value for name, value in given if name == "to")
    if start is None:
        raise QuestionError("from", "", "a trace begins at a thing: its IRI, CURIE or name")
    if not others:
        raise QuestionError("to", "", "a trace leads to a thing: its IRI, CURIE or name")
    numbers = {name: _number(name, text) for name in _NUMBERS if (text := one(given, name))}
    return Question(
        (start, *others),
        **numbers,
        order=Order(one(given, "order") or Order.SPECIFIC),
        via=tuple(value for name, value in given if name == "via"),
        avoid=tuple(value for name, value in given if name == "avoid"),
        only=tuple(value for name, value in given if name == "only"),
        valid=one(given, "valid"),
        undated=_is_asked(given, "undated", "to keep links without a date", goes_without=True),
        detours=_is_asked(given, "detours", "to tell detours as well", goes_without=False),
    )


def _number(name: str, text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise QuestionError(name, text, "it is a whole number")
    return int(text)


def _is_asked(given: Fields, name: str, what: str, *, goes_without: bool) -> bool:
    """Return what a yes or no says; raise QuestionError where it is neither."""
    text = one(given, name)
    if text not in (None, "yes", "no"):
        raise QuestionError(name, text, f"it is yes {what}, or no")
    return goes_without if text is None else text == "yes"
