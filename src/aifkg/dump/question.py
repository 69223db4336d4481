"""A question: a query file of this room, asked of an engine; its rows in an order of their own."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import TYPE_CHECKING

from aifkg.engine import Solutions, Value

if TYPE_CHECKING:
    from aifkg.engine import EmbeddedEngine

Row = Mapping[str, Value | None]


def ask(engine: EmbeddedEngine, stem: str) -> list[Row]:
    """Return the rows that a query file gives.

    They are sorted by all that a term says: ORDER BY leaves terms that are equal to it, such as one
    text in two languages, in the order of the store.
    """
    text = files(__package__).joinpath(f"{stem}.rq").read_text(encoding="utf-8")
    answer = engine.query(text)
    if not isinstance(answer, Solutions):
        raise TypeError(f"{stem}.rq is no SELECT")
    rows = sorted(answer.rows, key=lambda row: tuple(map(_written, row)))
    return [dict(zip(answer.variables, row, strict=True)) for row in rows]


def _written(value: Value | None) -> str:
    return "" if value is None else str(value)


def text(value: Value | None) -> str:
    """Return what a term says without its datatype and language; nothing where it is absent."""
    return getattr(value, "value", "") if value is not None else ""
