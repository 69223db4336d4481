"""How many rows an answer has, read off its bytes, whatever the values hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Quad, Store

from aifkg.engine import (
    RESULTS,
    BlankNode,
    EmbeddedEngine,
    Format,
    Literal,
    NamedNode,
    NotRepresentable,
    Triple,
    Value,
)
from aifkg.engine.counting import rows

# What could be taken for the beginning of a row or for its end, in one of the formats.
MARKS = ['"', "'", "\\", "\n", "\r", "\r\n", "\t", ",", "{", "}", "[", "]", "{}", ',{"', "},{"]
MARKS += [
    "}},{",
    '}},{"',
    '[{"',
    '"},{"a":',
    "<result>",
    "</result>",
    "<boolean>",
    '"boolean":',
    "true",
    "é",
    "&",
]
TEXTS = st.lists(st.sampled_from([*MARKS, "a", ";"]), max_size=6).map("".join)
IRIS = TEXTS.map(lambda text: NamedNode("http://e.org/" + "".join(filter(str.isalnum, text))))
LITERALS = st.one_of(
    TEXTS.map(Literal),
    TEXTS.map(lambda text: Literal(text, language="en-gb")),
    st.builds(lambda text, iri: Literal(text, datatype=iri), TEXTS, IRIS),
)
PLAIN: st.SearchStrategy[Value] = st.one_of(IRIS, LITERALS, st.builds(BlankNode))
TERMS = st.one_of(PLAIN, st.builds(Triple, IRIS, IRIS, PLAIN))
TABLES = st.integers(1, 3).flatmap(
    lambda width: st.lists(st.lists(st.none() | TERMS, min_size=width, max_size=width), max_size=5)
)
ROW, NUMBER = NamedNode("urn:row"), NamedNode("urn:number")


def holding(table: list[list[Value | None]]) -> EmbeddedEngine:
    """Return an engine with a node for each row, and a property of it for each cell."""
    store = Store()
    for number, cells in enumerate(table):
        row = NamedNode(f"urn:row:{number}")
        store.add(Quad(row, NUMBER, Literal(number)))
        for column, value in enumerate(cells):
            if value is not None:
                store.add(Quad(row, NamedNode(f"urn:column:{column}"), value))
    return EmbeddedEngine(store)


def asking(width: int) -> str:
    names = [f"?c{column}" for column in range(width)]
    cells = (f"OPTIONAL {{ ?row <urn:column:{i}> {name} }}" for i, name in enumerate(names))
    return f"SELECT {' '.join(names)} {{ ?row <urn:number> ?number {' '.join(cells)} }}"


@pytest.mark.parametrize("format_", RESULTS, ids=lambda format_: str(format_.name))
@given(table=TABLES)
def test_rows_are_counted_whatever_they_hold(
    format_: Format, table: list[list[Value | None]]
) -> None:
    engine = holding(table)
    query = engine.admit(asking(len(table[0]) if table else 1))
    try:
        body, _ = engine.write(query, format_)
    except NotRepresentable:
        assert format_.is_xml
        return
    assert rows(format_, body) == len(table)


@pytest.mark.parametrize("format_", RESULTS, ids=lambda format_: str(format_.name))
@pytest.mark.parametrize(
    ("sparql", "count"),
    [
        ("SELECT * {}", 1),
        ("SELECT * { VALUES () { () () () } }", 3),
        ("SELECT ?a { VALUES (?a ?b) { (UNDEF 1) (UNDEF 2) } }", 2),
        ("SELECT ?a ?b { VALUES (?a ?b) { (UNDEF UNDEF) (1 UNDEF) (UNDEF 2) } }", 3),
        ("SELECT ?a { FILTER(false) }", 0),
        ("SELECT ?boolean { VALUES ?boolean { true } }", 1),
        ('SELECT ?a { VALUES ?a { "\\n" "\\r" "\\"" "" } }', 4),
        ('SELECT ?a { VALUES ?a { "{}" "},{\\"a" ",{" "[{" } }', 4),
        ("ASK {}", 1),
        ("ASK { FILTER(false) }", 1),
    ],
)
def test_rows_without_values_are_rows(format_: Format, sparql: str, count: int) -> None:
    engine = EmbeddedEngine(Store())
    body, _ = engine.write(engine.admit(sparql), format_)
    assert rows(format_, body) == count, body
