"""A finding: one thing that goes wrong with a query or looks wrong, where, and what to write."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum

from aifkg.engine.tokens import Token, place

_MOST_SHOWN = 60


class Severity(StrEnum):
    """An error keeps the query from an answer, or a pattern from ever matching."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says of a place in a query; line and column count from 1."""

    rule: str
    severity: Severity
    message: str
    line: int
    column: int
    suggestion: str | None = None

    @classmethod
    def at(
        cls,
        text: str,
        token: Token,
        rule: str,
        detail: str,
        *,
        severity: Severity = Severity.WARNING,
        suggestion: str | None = None,
    ) -> Finding:
        """Return the finding about a token, whose text and place the message names."""
        line, column = place(text, token.start)
        message = f"{_shown(token.text)} at line {line}, column {column} {detail}."
        return cls(rule, severity, message, line, column, suggestion)

    @property
    def content(self) -> dict[str, str | int]:
        """The finding as JSON-able data, without what it does not have."""
        return {name: value for name, value in asdict(self).items() if value is not None}


def _shown(text: str) -> str:
    return text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 3]}..."
