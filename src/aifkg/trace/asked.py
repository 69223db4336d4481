"""Asked: the query files of this room, put to a loaded graph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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

_FIRST = "OFFSET 0"
_PIECE = 1 << 20


@cache
def _text(stem: str) -> str:
    return files(__package__).joinpath(f"{stem}.rq").read_text(encoding="utf-8")


def rows(engine: Answering, stem: str, *, skipped: int = 0, **iris: str) -> list[Row]:
    """Return the rows that a query file gives with these IRIs bound.

    `skipped` takes the place of the one OFFSET of the file, for which there is no variable.
    """
    text = _text(stem)
    if skipped:
        text = text.replace(_FIRST, f"OFFSET {skipped:d}")
    answer = engine.query(text, bindings=_terms(iris))
    if not isinstance(answer, Solutions):
        raise TypeError(f"{stem}.rq is no SELECT")
    return [dict(zip(answer.variables, row, strict=True)) for row in answer.rows]


def cells(engine: EmbeddedEngine, stem: str, **iris: str) -> Iterator[list[str]]:
    """Yield the cells of many rows at a time, as TSV has them: far faster than as terms."""
    table = engine.answer(_text(stem), BY_NAME["tsv"], bindings=_terms(iris))
    begin = table.index(b"\n") + 1
    while begin < len(table):
        end = table.find(b"\n", begin + _PIECE) + 1 or len(table)
        yield table[begin:end].decode().replace("\n", "\t").split("\t")[:-1]
        begin = end


def text(value: Value | None) -> str:
    """Return the IRI or the text of a value, nothing for none."""
    return value.value if isinstance(value, NamedNode | Literal) else ""


def is_true(value: Value | None) -> bool:
    """Whether a value is the truth of a condition."""
    return text(value) == "true"


def _terms(iris: Mapping[str, str]) -> dict[str, NamedNode | Literal]:
    return {name: NamedNode(iri) for name, iri in iris.items()}
