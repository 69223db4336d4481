"""Asked: the query files of this room, put to a loaded graph."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from aifkg.engine import (
    BY_NAME,
    EmbeddedEngine,
    Literal,
    NamedNode,
    Solutions,
    Value,
)
from aifkg.show.question import Answering, Row


@cache
def _text(stem: str) -> str:
    return files(__package__).joinpath(f"{stem}.rq").read_text(encoding="utf-8")


_FIRST = "OFFSET 0"


def rows(engine: Answering, stem: str, *, skipped: int = 0, **iris: str) -> list[Row]:
    """Return the rows that a query file gives with these IRIs bound.

    `skipped` takes the place of the one OFFSET of the file, for which there is no variable.
    """
    text = _text(stem)
    if skipped:
        text = text.replace(_FIRST, f"OFFSET {skipped:d}")
    answer = engine.query(text, bindings={name: NamedNode(iris[name]) for name in iris})
    if not isinstance(answer, Solutions):
        raise TypeError(f"{stem}.rq is no SELECT")
    return [dict(zip(answer.variables, row, strict=True)) for row in answer.rows]


def iris(engine: EmbeddedEngine, stem: str) -> Iterator[list[str]]:
    """Yield the rows of a query file all of whose values are IRIs: far faster than as terms."""
    table = engine.answer(_text(stem), BY_NAME["tsv"]).decode()
    for line in table.splitlines()[1:]:
        yield [value[1:-1] for value in line.split("\t")]


def text(value: Value | None) -> str:
    """Return the IRI or the text of a value, nothing for none."""
    return value.value if isinstance(value, NamedNode | Literal) else ""


def is_true(value: Value | None) -> bool:
    """Whether a value is the truth of a condition."""
    return text(value) == "true"
