"""A deep stack: long queries that would end the interpreter are answered."""

from __future__ import annotations

import pytest

from aifkg.engine import BY_NAME, EmbeddedEngine, Graph
from aifkg.engine.deep import on_deep_stack


def test_what_is_returned_or_raised_comes_through() -> None:
    assert on_deep_stack(lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        on_deep_stack(lambda: 1 // 0)


def test_a_description_of_thousands_is_answered(engine: EmbeddedEngine) -> None:
    # On a stack of 8 MiB, 3,000 terms end the interpreter.
    terms = " ".join(f"<http://e.org/{i}>" for i in range(4_000))
    sparql = f"DESCRIBE <http://e.org/kajaani> {terms}"
    assert b"Kajaani" in engine.answer(sparql, BY_NAME["turtle"])
    described = engine.query(sparql)
    assert isinstance(described, Graph)
    assert len(list(described.triples)) == 1
