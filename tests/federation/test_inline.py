"""Whatever a term holds, the engine reads it back as the same term."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aifkg.engine import EmbeddedEngine, Literal, NamedNode, Solutions, Term, admit
from aifkg.federation.inline import inline
from aifkg.federation.rows import NOTHING_SAID, Rows


def read_back(engine: EmbeddedEngine, rows: Rows) -> list[tuple[object, ...]]:
    answer = engine.query(f"SELECT * {{ {inline(rows)} }}")
    assert isinstance(answer, Solutions)
    assert set(answer.variables) == set(rows.variables)
    order = [answer.variables.index(name) for name in rows.variables]
    return [tuple(row[i] for i in order) for row in answer.rows]


TERMS: dict[str, Term] = {
    "iri": NamedNode("http://e.org/a#b"),
    "iri with brackets of a call": NamedNode("http://e.org/a(b)'c'"),
    "string": Literal("x"),
    "quotes": Literal("\"'\"\"\"'''"),
    "end of a block": Literal('") } SERVICE <http://127.0.0.1/> { #'),
    "backslash": Literal("\\"),
    "backslashes and a quote": Literal('\\\\"'),
    "escape": Literal("\\u0022 \\n"),
    "lines": Literal("a\nb\rc\r\nd\u2028e"),
    "controls": Literal("".join(map(chr, range(32))) + "\x7f\x85"),
    "beyond the first plane": Literal("\U0001f600\ufffe\uffff"),
    "language": Literal("hei", language="fi-Latn"),
    "datatype": Literal("1", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
    "own datatype": Literal("1", datatype=NamedNode("a:b")),
}


@pytest.mark.parametrize("term", TERMS.values(), ids=TERMS.keys())
def test_a_term_comes_back(engine: EmbeddedEngine, term: Term) -> None:
    assert read_back(engine, Rows(("x",), ((term,),))) == [(term,)]


@settings(max_examples=500)
@given(texts=st.lists(st.text(), min_size=2, max_size=2))
def test_any_text_comes_back(engine: EmbeddedEngine, texts: list[str]) -> None:
    row: list[Term] = [Literal(texts[0]), Literal(texts[1], language="en")]
    with contextlib.suppress(ValueError):
        row.append(NamedNode("a:" + texts[0]))
    names = ("a", "b", "c")[: len(row)]
    assert read_back(engine, Rows(names, (tuple(row),))) == [tuple(row)]


def test_rows_keep_their_number_and_what_is_unbound(engine: EmbeddedEngine) -> None:
    x = Literal("x")
    rows = Rows(("a", "b"), ((x, None), (x, None), (None, x), (None, None)))
    assert sorted(map(str, read_back(engine, rows))) == sorted(map(str, rows.rows))
    assert read_back(engine, Rows(("a",), ())) == []
    assert read_back(engine, NOTHING_SAID) == [()]


def test_many_rows_pass_the_gate(engine: EmbeddedEngine) -> None:
    rows = Rows(("a", "b"), tuple((NamedNode(f"a:{i}"), Literal(str(i))) for i in range(5_000)))
    assert len(read_back(engine, rows)) == 5_000
    assert admit(f"SELECT * {{ {inline(rows)} }}")
