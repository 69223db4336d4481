"""A question about one thing: a query file of this room, asked of an engine."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Protocol

from aifkg.engine import Bindings, NamedNode, Result, Solutions, Truth, Value

Row = dict[str, Value | None]


class Answering(Protocol):
    """All that is asked of an engine here."""

    def query(self, sparql: str, *, bindings: Bindings) -> Result:
        """Return the answer to a query with values bound to its variables."""
        ...


@cache
def _text(stem: str) -> str:
    return files(__package__).joinpath(f"{stem}.rq").read_text(encoding="utf-8")


def ask(engine: Answering, stem: str, **iris: str) -> list[Row]:
    """Return the rows that a query file gives with these IRIs bound."""
    answer = engine.query(_text(stem), bindings={name: NamedNode(iris[name]) for name in iris})
    if not isinstance(answer, Solutions):
        raise TypeError(f"{stem}.rq is no SELECT")
    return [dict(zip(answer.variables, row, strict=True)) for row in answer.rows]


def holds(engine: Answering, stem: str, **iris: str) -> bool:
    """Return what an ASK file says with these IRIs bound."""
    answer = engine.query(_text(stem), bindings={name: NamedNode(iris[name]) for name in iris})
    return isinstance(answer, Truth) and answer.value
