"""CSV on the Web: a table as CSV (RFC 4180), and the metadata of all (W3C, 17 December 2015)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from aifkg.dump.question import text
from aifkg.dump.tables import LINK
from aifkg.engine import NamedNode, Value
from aifkg.names import BASE

if TYPE_CHECKING:
    from aifkg.dump.tables import Column, Labels, Table, Thing

METADATA = "csv-metadata.json"
SEPARATOR = "|"
"""What stands between the values of a list: no IRI has it."""
_INSTEAD = "\N{BROKEN BAR}"
"""What stands for the separator in a text that is part of a list; CSV on the Web has no escape."""
_XSD = "http://www.w3.org/2001/XMLSchema#"
_NAMED = ("decimal", "integer", "boolean", "date", "gYear", "gYearMonth", "duration", "anyURI")
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"


def as_csv(table: Table, labels: Labels) -> bytes:
    """Return a table as CSV: a line for each thing; a link is followed by what it is called."""
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(heading(table))
    rows.writerows(cells(table, thing, labels) for thing in table.things)
    return out.getvalue().encode()


def heading(table: Table) -> list[str]:
    """Return the names of the columns."""
    return ["id", "label", *(name for column in table.columns for name in _names(column))]


def cells(table: Table, thing: Thing, labels: Labels) -> Iterator[str]:
    """Yield the cells of a thing, "" where nothing is known."""
    yield thing.iri
    yield thing.label
    for column in table.columns:
        values = thing.of(column)
        yield _joined(list(map(text, values)), column)
        if column.has_labels:
            yield _joined([_called(value, labels) for value in values], column)


def metadata(tables: Sequence[Table], licence: str, sha256: str) -> bytes:
    """Return the metadata of all tables, which lies beside them."""
    kinds = {table.kind for table in tables}
    content = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": "Knowledge graph of Europe's AI factories: a table for each kind of thing",
        "dc:license": {"@id": licence},
        "dc:source": {"@id": f"{BASE}dataset"},
        "dc:identifier": f"sha256:{sha256}",
        "tables": [_described(table, kinds) for table in tables],
    }
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def _names(column: Column) -> list[str]:
    return [column.name, f"{column.name}_label"] if column.has_labels else [column.name]


def _called(value: Value, labels: Labels) -> str:
    return labels.of(value.value) if isinstance(value, NamedNode) else text(value)


def _joined(values: Sequence[str], column: Column) -> str:
    if not column.is_list:
        return values[0] if values else ""
    return SEPARATOR.join(value.replace(SEPARATOR, _INSTEAD) for value in values)


def _described(table: Table, kinds: set[str]) -> Mapping[str, Any]:
    keys = [
        {
            "columnReference": column.name,
            "reference": {"resource": f"{column.target}.csv", "columnReference": "id"},
        }
        for column in table.columns
        if column.target in kinds and _leads_everywhere(column, table)
    ]
    schema: dict[str, Any] = {
        "aboutUrl": "{+id}",
        "primaryKey": "id",
        "columns": list(_columns(table)),
    }
    return {
        "url": f"{table.kind}.csv",
        "dc:title": table.title,
        "dc:description": table.definition,
        "tableSchema": {**schema, "foreignKeys": keys} if keys else schema,
    }


def _leads_everywhere(column: Column, table: Table) -> bool:
    """Whether each row leads to one other: of a foreign key, validators are to see that it does."""
    return not column.is_list and all(thing.of(column) for thing in table.things)


def _columns(table: Table) -> Iterator[Mapping[str, Any]]:
    yield {
        "name": "id",
        "titles": "id",
        "datatype": "anyURI",
        "required": True,
        "suppressOutput": True,
    }
    yield {"name": "label", "titles": "label", "propertyUrl": _LABEL, "required": True}
    for column in table.columns:
        yield _column(column)
        if column.has_labels:
            name = f"{column.name}_label"
            separator = {"separator": SEPARATOR} if column.is_list else {}
            yield {"name": name, "titles": name, **separator, "suppressOutput": True}
    yield {
        "name": "type",
        "virtual": True,
        "propertyUrl": f"{_RDF}type",
        "valueUrl": table.class_iri,
    }


def _column(column: Column) -> Mapping[str, Any]:
    said: dict[str, Any] = {
        "name": column.name,
        "titles": column.name,
        "dc:title": column.term.title,
        "dc:description": column.term.definition,
        "propertyUrl": column.term.iri,
        "datatype": _datatype(column.datatype),
    }
    if column.is_list:
        said["separator"] = SEPARATOR
    elif column.datatype == LINK:
        # Not for a list, whose values it would run together.
        said["valueUrl"] = f"{{+{column.name}}}"
    return {name: value for name, value in said.items() if value}


def _datatype(iri: str) -> str:
    """Return the name that CSV on the Web has for a datatype; what it has no name for is text."""
    name = iri.removeprefix(_XSD)
    return name if name in _NAMED else "string"
