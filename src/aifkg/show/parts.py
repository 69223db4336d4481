"""Parts: the rows of the sheet's query, told apart, and what their columns hold as text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import TypeGuard

from aifkg.engine import Literal, NamedNode, Value
from aifkg.names import PrefixTable
from aifkg.show.dates import DATES
from aifkg.show.question import Row
from aifkg.show.sheet import Link

Parts = defaultdict[str, list[Row]]
_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


def parted(rows: Iterable[Row]) -> Parts:
    """Return the rows by their part."""
    parts: Parts = defaultdict(list)
    for row in rows:
        parts[text(row["part"])].append(row)
    return parts


def text(value: Value | None) -> str:
    """Return the IRI or the text of a value, nothing for none."""
    if value is None:
        return ""
    return value.value if isinstance(value, NamedNode | Literal) else str(value)


def words(value: Value | None) -> str:
    """Return a value as it reads, with its language where that is not English."""
    if isinstance(value, Literal) and value.language not in (None, "en", "mul"):
        return f"{value.value} ({value.language})"
    return text(value)


def link(value: Value | None, label: Value | None, prefixes: PrefixTable) -> Link:
    """Return a value with the words to show it by."""
    if isinstance(value, NamedNode):
        return Link(text(label) if label else prefixes.shorten(value.value), value.value)
    return Link(words(value), datatype=_datatype(value))


def is_date(value: Value | None) -> TypeGuard[Literal]:
    """Whether a value is a date, a part of a year, or an interval of such."""
    return isinstance(value, Literal) and value.datatype.value in DATES


def order(row: Row) -> tuple[str, str, str, Decimal, str, str]:
    """Return where a row stands among others: by what a reader sees, numbers by their size."""
    said = text(row["value"])
    try:
        size = Decimal(said)
    except InvalidOperation:
        size = Decimal(0)
    where = text(row["label"]), text(row["property"]), text(row["value_label"])
    return *where, size if size.is_finite() else Decimal(0), said, text(row["unit"])


def _datatype(value: Value | None) -> str | None:
    if not isinstance(value, Literal) or value.language:
        return None
    return None if value.datatype.value == _XSD_STRING else value.datatype.value
