"""The tables: what the resolved view holds of each kind of thing; knows no file.

A row is a thing, a column a property. What may have several values is a list: a property that the
ontology does not declare single-valued, or one of which an open dispute leaves several.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from aifkg.dump.question import Row as Answer
from aifkg.dump.question import ask, text
from aifkg.engine import Literal, NamedNode, Value

if TYPE_CHECKING:
    from aifkg.engine import EmbeddedEngine

LINK = "http://www.w3.org/2001/XMLSchema#anyURI"
"""The datatype of a column whose values are IRIs."""
MIXED = "*"
"""The target of a column whose links lead to things of several kinds."""
_LANGUAGES = ("en", "mul", "")


@dataclass(frozen=True, slots=True)
class Property:
    """A property that a table may have a column for."""

    iri: str
    title: str
    definition: str
    is_single: bool

    @property
    def name(self) -> str:
        """What its column is called: the last part of its IRI."""
        return self.iri.rpartition("#")[2].rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Column:
    """The values that things of a kind have of one property.

    `datatype` is "" where they have several; `target` is the kind of all that the links lead to, ""
    where one leads to no thing.
    """

    term: Property
    is_list: bool
    datatype: str
    target: str
    has_labels: bool

    @property
    def name(self) -> str:
        """What it is called."""
        return self.term.name


@dataclass(frozen=True, slots=True)
class Thing:
    """A row: what a thing is called, and its values by property."""

    iri: str
    label: str
    values: Mapping[str, Sequence[Value]]

    def of(self, column: Column) -> Sequence[Value]:
        """Return its values in a column."""
        return self.values.get(column.term.iri, ())


@dataclass(frozen=True, slots=True)
class Table:
    """The things of one kind."""

    kind: str
    class_iri: str
    title: str
    definition: str
    columns: Sequence[Column]
    things: Sequence[Thing]


class Tables:
    """The tables of a graph, in order of their kinds; a kind without things has none."""

    def __init__(self, engine: EmbeddedEngine) -> None:
        self._engine = engine
        self.labels = Labels(ask(engine, "labels"))
        self.kinds = {text(row["thing"]): text(row["kind"]) for row in ask(engine, "things")}
        self.properties = {one.iri: one for one in map(_property, ask(engine, "properties"))}

    def __iter__(self) -> Iterator[Table]:
        things: defaultdict[str, list[str]] = defaultdict(list)
        for iri, kind in sorted(self.kinds.items()):
            things[kind].append(iri)
        for row in ask(self._engine, "kinds"):
            if text(row["kind"]) in things:
                yield self._table(row, things[text(row["kind"])])

    @cached_property
    def statements(self) -> Mapping[str, Mapping[str, Sequence[Value]]]:
        """What is said of each thing, by property."""
        found: defaultdict[str, defaultdict[str, list[Value]]]
        found = defaultdict(lambda: defaultdict(list))
        for row in ask(self._engine, "statements"):
            value = row["value"]
            if value is not None:
                found[text(row["thing"])][text(row["property"])].append(value)
        return found

    def _table(self, row: Answer, iris: Sequence[str]) -> Table:
        said = self.statements
        things = [Thing(iri, self.labels.of(iri), said.get(iri, {})) for iri in iris]
        used = {name for thing in things for name in thing.values} & set(self.properties)
        columns = [self._column(self.properties[name], things) for name in used]
        columns.sort(key=lambda one: (not one.term.is_single, one.name, one.term.iri))
        return Table(
            text(row["kind"]),
            text(row["class"]),
            text(row["title"]),
            text(row["definition"]),
            columns,
            things,
        )

    def _column(self, property_: Property, things: Sequence[Thing]) -> Column:
        cells = [thing.values.get(property_.iri, ()) for thing in things]
        values = [value for cell in cells for value in cell]
        has_several = any(len(cell) > 1 for cell in cells)
        datatypes = {_datatype(value) for value in values}
        targets = {self.kinds.get(text(value), "") for value in values}
        return Column(
            property_,
            is_list=has_several or not property_.is_single,
            datatype=datatypes.pop() if len(datatypes) == 1 else "",
            target="" if "" in targets else targets.pop() if len(targets) == 1 else MIXED,
            has_labels=any(self.labels.has(value) for value in values),
        )


class Labels:
    """What things are called, the English name first."""

    def __init__(self, rows: Sequence[Answer]) -> None:
        self._found: dict[str, tuple[int, str]] = {}
        for row in rows:
            iri, label = text(row["thing"]), row["label"]
            if isinstance(label, Literal):
                ranked = (_rank(label.language or ""), label.value)
                self._found[iri] = min(ranked, self._found.get(iri, ranked))

    def of(self, iri: str) -> str:
        """Return the label, or the last part of an IRI that has none."""
        found = self._found.get(iri)
        return found[1] if found else re.split("[/#]", iri.rstrip("/#"))[-1]

    def has(self, value: Value) -> bool:
        """Whether a term is an IRI with a label."""
        return isinstance(value, NamedNode) and value.value in self._found


def _rank(language: str) -> int:
    return _LANGUAGES.index(language) if language in _LANGUAGES else len(_LANGUAGES)


def _datatype(value: Value) -> str:
    return value.datatype.value if isinstance(value, Literal) else LINK


def _property(row: Answer) -> Property:
    title, definition = text(row["title"]), text(row["definition"])
    return Property(text(row["property"]), title, definition, text(row["is_single"]) == "true")
