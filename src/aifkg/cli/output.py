"""Output: answers as text in a terminal or a pipe; knows rows and bytes, not their origin."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import typer

from aifkg.cli.control import escaped
from aifkg.cli.errors import Usage
from aifkg.show.dates import in_words

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from aifkg.engine import Form, Format
    from aifkg.rows import Plain, Rows

TABLE = "table"
_FORMATS = "table, csv, tsv, json, xml, turtle, ntriples, rdfxml, jsonld, trig or nquads"
FORMAT_HELP = f"How the answer is written: {_FORMATS}."
# From here on thousands are set apart; below it a number may be a year.
_GROUPED = 10_000
_ANY_WIDTH = 100_000


def chosen(name: str | None, form: Form) -> Format | None:
    """Return the format to write, None for a table; raise Usage where there is no such format."""
    from aifkg.engine import BY_NAME, offered

    can = offered(form)
    is_graph = can[0].name == "turtle"
    if name is None:
        return can[0] if is_graph else None
    if name == TABLE and not is_graph:
        return None
    if name not in BY_NAME or BY_NAME[name] not in can:
        names = [one.name for one in can] if is_graph else [TABLE, *(one.name for one in can)]
        known = name == TABLE or name in BY_NAME
        wrong = f"the answer to {form} cannot be written as {name}" if known else f"not {name!r}"
        raise Usage(f"--format is one of {', '.join(names)}; {wrong}.")
    return BY_NAME[name]


def write(body: bytes) -> None:
    """Write bytes to stdout, with a line end where they have none."""
    stream = sys.stdout.buffer
    stream.write(body if body.endswith(b"\n") else body + b"\n")
    stream.flush()


def table(rows: Rows, shorten: Callable[[str], str]) -> None:
    """Print rows as a table, or one below the other where a table would not fit the terminal."""
    from rich.measure import Measurement

    cells = [[words(value, shorten) for value in row] for row in rows]
    grid = _grid(rows, cells)
    printer = console()
    needed = Measurement.get(printer, printer.options.update_width(_ANY_WIDTH), grid).minimum
    if needed <= printer.width:
        printer.print(grid)
    else:
        _print_records(printer, rows.columns, cells)
    if sys.stderr.isatty():
        count = len(rows)
        typer.echo(f"{count} row{'' if count == 1 else 's'}", err=True)


def _grid(rows: Rows, cells: Sequence[Sequence[str]]) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for index, column in enumerate(rows.columns):
        numbers = any(_is_number(row[index]) for row in rows)
        grid.add_column(column, justify="right" if numbers else "left")
    for row in cells:
        grid.add_row(*map(Text, row))
    return grid


def _print_records(
    printer: Console, columns: Sequence[str], cells: Sequence[Sequence[str]]
) -> None:
    """Print each row as a block of lines, one for each value that is there."""
    from rich.table import Table
    from rich.text import Text

    for row in cells:
        block = Table(box=None, pad_edge=False, show_header=False)
        block.add_column(width=max(map(len, columns)), style="dim")
        block.add_column(overflow="fold")
        for column, text in zip(columns, row, strict=True):
            if text:
                block.add_row(column, Text(text))
        printer.print(block)
        printer.print()


def console() -> Console:
    """Return a console on stdout that never cuts or folds what goes into a pipe."""
    from rich.console import Console

    wide = None if sys.stdout.isatty() else _ANY_WIDTH
    return Console(width=wide, highlight=False, soft_wrap=wide is not None)


def words(value: Plain, shorten: Callable[[str], str]) -> str:
    """Return a value as a person reads it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return escaped(_text(value, shorten))
    return str(value) if -_GROUPED < value < _GROUPED else f"{value:,}"


def _text(value: str, shorten: Callable[[str], str]) -> str:
    from aifkg.rows import PartDate

    if isinstance(value, PartDate):
        return in_words(value)
    return shorten(value) if value.startswith(("http://", "https://")) else value


def _is_number(value: Plain) -> bool:
    return isinstance(value, (int, Decimal, float)) and not isinstance(value, bool)
