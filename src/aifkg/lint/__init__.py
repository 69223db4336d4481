"""Lint: what will go wrong with a query or looks wrong, said without running it."""

from aifkg.lint.check import check
from aifkg.lint.finding import Finding, Severity
from aifkg.lint.vocabulary import Vocabulary

__all__ = ["Finding", "Severity", "Vocabulary", "check"]
