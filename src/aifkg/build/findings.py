"""Findings: what is wrong with the data, each with its rule, its place and one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, order=True)
class Finding:
    """One thing to mend; `place` is a path, with line and column where they are known."""

    place: str
    rule: str
    message: str
    severity: str = "error"

    def __str__(self) -> str:
        return f"{self.place}: {self.message} [{self.rule}]"


class BuildError(Exception):
    """The data cannot be built; `findings` holds all that is wrong, not the first alone."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = sorted(set(findings))
        super().__init__("\n".join(map(str, self.findings)))


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that block a build."""
    return [finding for finding in findings if finding.severity == "error"]
