"""A question of this room: a query file, asked of an engine."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Protocol

from aifkg.engine import Bindings, NamedNode, Result, Solutions, Value

Row = dict[str, Value | None]


class Answering(Protocol):
    """All that is asked of an engine here."""

    def query(self, sparql: str, *, bindings: Bindings) -> Result:
        """Return the answer to a query with values bound to its variables."""
        ...


@cache
def text(stem: str) -> str:
    """Return the text of `<stem>.rq`."""
    return files(__package__).joinpath(f"{stem}.rq").read_text(encoding="utf-8")


def ask(engine: Answering, stem: str, **iris: str) -> list[Row]:
    """Return the rows that a query file gives with these IRIs bound."""
    answer = engine.query(text(stem), bindings={name: NamedNode(iris[name]) for name in iris})
    if not isinstance(answer, Solutions):
        raise TypeError(f"{stem}.rq is no SELECT")
    return [dict(zip(answer.variables, row, strict=True)) for row in answer.rows]
