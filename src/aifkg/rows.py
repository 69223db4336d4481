"""Rows: an answer as plain Python values; knows terms, not where they come from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias, overload

from aifkg.engine import Graph, Literal, NamedNode, Solutions, Value

if TYPE_CHECKING:
    import pandas as pd

Plain: TypeAlias = bool | int | Decimal | float | date | str | None
Row: TypeAlias = tuple[Plain, ...]

_XSD = "http://www.w3.org/2001/XMLSchema#"
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"
# No exponent, no NaN, and no more digits than Python prints of an int.
_DECIMAL = re.compile(r"[+-]?(?:\d{1,4000}(?:\.\d*)?|\.\d+)")


class PartDate(str):
    """A date in EDTF, such as 2025-21 (spring): text, told from other text that looks like it."""

    __slots__ = ()


@dataclass(frozen=True)
class Rows(Sequence[Row]):
    """A table of builtins: an IRI is its text, a value that is absent is None."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    @classmethod
    def of(cls, answer: Solutions | Graph) -> Rows:
        """Take in an answer of the engine; a graph has subject, predicate and object."""
        if isinstance(answer, Solutions):
            return cls(answer.variables, tuple(tuple(map(plain, row)) for row in answer.rows))
        triples = ((one.subject, one.predicate, one.object) for one in answer.triples)
        rows = tuple(sorted((tuple(map(plain, triple)) for triple in triples), key=str))
        return cls(("subject", "predicate", "object"), rows)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, index: int | slice) -> Row | tuple[Row, ...]:
        return self.rows[index]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def dicts(self) -> list[dict[str, Plain]]:
        """Return each row as a dictionary by column."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def to_pandas(self) -> pd.DataFrame:
        """Return a data frame; needs pandas (`pip install 'aifkg[pandas]'`)."""
        import pandas as pd

        return pd.DataFrame(list(self.rows), columns=list(self.columns))


def plain(value: Value | None) -> Plain:
    """Return a term as a builtin; a literal that its datatype does not allow stays text."""
    if value is None:
        return None
    if isinstance(value, NamedNode):
        return value.value
    if not isinstance(value, Literal):
        return str(value)
    try:
        return _typed(value.value, value.datatype.value.removeprefix(_XSD))
    except (ValueError, ArithmeticError):
        return value.value


def _typed(text: str, datatype: str) -> Plain:
    match datatype:
        case "integer" | "int" | "long" | "short" | "nonNegativeInteger" | "positiveInteger":
            return int(text)
        case "decimal":
            return _decimal(text)
        case "double" | "float":
            return float(text)
        case "boolean":
            return text in ("true", "1")
        case "date":
            return date.fromisoformat(text)
        case "dateTime":
            return datetime.fromisoformat(text)
        case edtf if edtf == EDTF:
            return PartDate(text)
        case _:
            return text


def _decimal(text: str) -> Plain:
    """Return a whole number as an int: sums of money are decimals that rarely have cents."""
    if not _DECIMAL.fullmatch(text):
        raise ValueError(text)
    number = Decimal(text)
    return int(number) if number == number.to_integral_value() else number
