"""Spreadsheet: a table as CSV (RFC 4180) that no program computes; knows no thing and no engine."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

Row: TypeAlias = Mapping[str, str | int | None]
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a cell begins with that a spreadsheet would compute."""
_NEGATIVE = re.compile(r"-\d+(?:\.\d+)?", re.ASCII)


def written(columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    """Return a table with a line for each row; a column that a row lacks is empty there."""
    lines = io.StringIO(newline="")
    writer = csv.writer(lines)
    writer.writerow(columns)
    writer.writerows([_cell(row.get(column)) for column in columns] for row in rows)
    return lines.getvalue().encode("utf-8", "replace")


def inert(text: str) -> str:
    """Return a text, behind an apostrophe where it would be computed; a number is left as it is."""
    return f"'{text}" if text.startswith(_FORMULA) and not _NEGATIVE.fullmatch(text) else text


def _cell(value: str | int | None) -> str | int | None:
    return inert(value) if isinstance(value, str) else value
