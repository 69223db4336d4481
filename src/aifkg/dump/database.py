"""The database: the graph as one SQLite file, the same bytes for the same graph.

A table for each kind of thing, and tables of names, facts, claims, passages and disputes.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING

from aifkg.dump.csvw import SEPARATOR, cells, heading
from aifkg.dump.question import ask, text
from aifkg.dump.tables import MIXED, Column, Table, Tables, Thing
from aifkg.engine import Literal, Value
from aifkg.rows import plain

if TYPE_CHECKING:
    from pathlib import Path

    from aifkg.engine import EmbeddedEngine

Stored = str | int | float | None
_PLURAL = {"source": "sources", "verdict": "verdicts", "code": "codes"}
_XSD = "http://www.w3.org/2001/XMLSchema#"
_TYPES = {f"{_XSD}integer": "INTEGER", f"{_XSD}boolean": "INTEGER", f"{_XSD}decimal": "NUMERIC"}
_MOST = 1 << 63
# Nothing of an earlier file, of the clock or of chance goes into the bytes.
_PLAINLY = """
PRAGMA page_size = 4096;
PRAGMA auto_vacuum = NONE;
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA temp_store = MEMORY;
"""
_SEARCH = """
CREATE VIRTUAL TABLE names_search USING fts5 (
  name, content = 'names', tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO names_search (names_search) VALUES ('rebuild');
INSERT INTO names_search (names_search) VALUES ('optimize');
"""


def write(path: Path, engine: EmbeddedEngine, tables: Tables, about: Mapping[str, str]) -> None:
    """Write the database to a file that is not there yet."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.executescript(_PLAINLY)
        database.execute("BEGIN")
        for statement in _statements("schema"):
            database.execute(statement)
        for table in tables:
            _write_table(database, table, tables)
        for name, rows in _parts(engine, tables, about).items():
            _insert(database, name, rows)
        database.execute("COMMIT")
        if has_search():
            database.executescript(_SEARCH)
        database.executescript("ANALYZE; VACUUM;")


@cache
def has_search() -> bool:
    """Whether the SQLite at hand has full text (FTS5)."""
    with closing(sqlite3.connect(":memory:")) as database:
        (is_there,) = database.execute("SELECT sqlite_compileoption_used('ENABLE_FTS5')").fetchone()
    return bool(is_there)


def _statements(stem: str) -> Iterator[str]:
    schema = files(__package__).joinpath(f"{stem}.sql").read_text(encoding="utf-8")
    return (part for part in schema.split(";\n") if part.strip())


def _insert(database: sqlite3.Connection, name: str, rows: Iterable[tuple[Stored, ...]]) -> None:
    for row in rows:
        places = ", ".join("?" * len(row))
        database.execute(f"INSERT INTO {_quoted(name)} VALUES ({places})", row)  # noqa: S608


# A table for each kind


_OWN = frozenset(
    "about claims disputed_values disputes facts names passages properties things".split()
)
"""What the tables are called that every database has."""


def table_name(kind: str) -> str:
    """Return what the table of a kind is called."""
    name = _PLURAL.get(kind, kind.replace("-", "_"))
    return f"{name}_table" if name in _OWN else name


def _write_table(database: sqlite3.Connection, table: Table, tables: Tables) -> None:
    name = table_name(table.kind)
    columns = ['"id" TEXT PRIMARY KEY', '"label" TEXT NOT NULL']
    for column in table.columns:
        columns.append(_declared(column))
        if column.has_labels:
            columns.append(f"{_quoted(f'{column.name}_label')} TEXT")
    body = ",\n  ".join(columns)
    database.execute(f"CREATE TABLE {_quoted(name)} (\n  {body}\n) WITHOUT ROWID")
    _insert(database, name, (tuple(_row(table, thing, tables)) for thing in table.things))


def _declared(column: Column) -> str:
    declared = f"{_quoted(column.name)} {_type(column)}"
    if column.is_list or not column.target:
        return declared
    target = "things" if column.target == MIXED else table_name(column.target)
    return f"{declared} REFERENCES {_quoted(target)} (id)"


def _type(column: Column) -> str:
    """Return the type of a column: the same whether or not an open dispute leaves two values."""
    return _TYPES.get(column.datatype, "TEXT") if column.term.is_single else "TEXT"


def _row(table: Table, thing: Thing, tables: Tables) -> Iterator[Stored]:
    """Yield the cells of a thing: those of the CSV, with numbers as numbers."""
    numbers = {
        column.name: stored(thing.of(column)[0])
        for column in table.columns
        if _type(column) != "TEXT" and len(thing.of(column)) == 1
    }
    written = cells(table, thing, tables.labels)
    for name, cell in zip(heading(table), written, strict=True):
        yield numbers.get(name, cell or None)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


# The tables that every database has


def _parts(
    engine: EmbeddedEngine, tables: Tables, about: Mapping[str, str]
) -> Mapping[str, Iterable[tuple[Stored, ...]]]:
    """Return the rows of each table of the schema."""
    return {
        "about": sorted({**about, "list separator": SEPARATOR}.items()),
        "things": (
            (iri, kind, tables.labels.of(iri)) for iri, kind in sorted(tables.kinds.items())
        ),
        "properties": _properties(tables),
        "facts": _facts(tables),
        "names": _names(engine),
        "passages": _by_first(engine, "passages"),
        "claims": _claims(engine, tables),
        "disputes": _disputes(engine, tables),
        "disputed_values": _disputed_values(engine, tables),
    }


def _properties(tables: Tables) -> Iterator[tuple[Stored, ...]]:
    for one in sorted(tables.properties.values(), key=lambda one: one.name):
        yield one.name, one.iri, one.title, one.definition or None, int(one.is_single)


def _facts(tables: Tables) -> Iterator[tuple[Stored, ...]]:
    for iri, said in sorted(tables.statements.items()):
        for property_, values in sorted(said.items()):
            for value in values:
                yield iri, _short(tables, property_), stored(value), *_kind_of(value)


def _names(engine: EmbeddedEngine) -> Iterator[tuple[Stored, ...]]:
    for row in ask(engine, "names"):
        name = row["name"]
        if isinstance(name, Literal):
            yield text(row["thing"]), name.value, name.language, text(row["role"])


def _claims(engine: EmbeddedEngine, tables: Tables) -> Iterator[tuple[Stored, ...]]:
    for row in ask(engine, "claims"):
        value = row["value"]
        stated = text(row["subject"]), _short(tables, text(row["property"])), stored(value)
        unit, stands = text(row["unit"]) or None, int(text(row["stands"]) == "true")
        yield *stated, unit, text(row["passage"]), text(row["source"]), stands, *_kind_of(value)


def _disputes(engine: EmbeddedEngine, tables: Tables) -> Iterator[tuple[Stored, ...]]:
    for dispute, subject, property_, rule, verdict in _by_first(engine, "disputes"):
        yield dispute, subject, _short(tables, property_ or ""), rule, verdict


def _disputed_values(engine: EmbeddedEngine, tables: Tables) -> Iterator[tuple[Stored, ...]]:
    for row in ask(engine, "disputed-values"):
        yield (
            text(row["disputed_value"]),
            text(row["dispute"]),
            stored(row["value"]),
            text(row["unit"]) or None,
            int(text(row["chosen"]) == "true"),
            text(row["subject"]) or None,
            _short(tables, text(row["property"])) or None,
        )


def _by_first(engine: EmbeddedEngine, stem: str) -> Iterator[tuple[str | None, ...]]:
    """Yield one row for each value of the first column, several of another joined."""
    for _, rows in groupby(ask(engine, stem), key=lambda row: next(iter(row.values()))):
        columns = zip(*(map(text, row.values()) for row in rows), strict=True)
        yield tuple(SEPARATOR.join(filter(None, dict.fromkeys(one))) or None for one in columns)


def _short(tables: Tables, iri: str) -> str:
    known = tables.properties.get(iri)
    return known.name if known else iri


def stored(value: Value | None) -> Stored:
    """Return a term as SQLite holds it: a number where it is one that it can hold, or its text."""
    found = plain(value)
    if isinstance(found, int) and -_MOST <= found < _MOST:
        return int(found)
    if isinstance(found, Decimal | float) and math.isfinite(found):
        return float(found)
    return None if value is None else text(value)


def _kind_of(value: Value | None) -> tuple[str | None, str | None]:
    """Return the datatype and the language of a literal."""
    if not isinstance(value, Literal):
        return None, None
    return value.datatype.value, value.language
