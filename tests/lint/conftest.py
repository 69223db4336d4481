"""The linter over the small graph, with the prefixes of the project declared."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from aifkg import lint
from aifkg.lint import Finding, Vocabulary
from aifkg.names import PrefixTable
from tests import small

Check = Callable[[str], list[Finding]]


@pytest.fixture(scope="session")
def vocabulary(table: PrefixTable) -> Vocabulary:
    return Vocabulary.of(small.graph()._engine, table)


@pytest.fixture(scope="session")
def check(vocabulary: Vocabulary, table: PrefixTable) -> Check:
    """Return a function that checks a query for which all prefixes are declared."""
    return lambda query: lint.check(query, vocabulary, declared=table.namespaces)
