"""Syntax errors: one sentence with the token at fault and its place."""

from __future__ import annotations

import pytest

from aifkg.engine import EmbeddedEngine, QuerySyntaxError

FAULTS = [
    ("SELECT ?x WHERE { ?x ?p }", 1, 25, '"}"'),
    ("SELECT", 1, 7, "stops short"),
    ("SELECT * WHERE { ?s ?p ?o", 1, 16, 'the "{" .* is never closed'),
    ("SELECT * { ?s ?p ?o }}", 1, 22, "closes nothing"),
    ("SELECT * { ?s ?p [ ?q ?r }", 1, 26, 'does not close the "\\["'),
    ("SELECT * {\n  ?s foo:bar ?o }", 2, 6, '"foo:bar" .* prefix foo:'),
    ('SELECT * {\n  ?s ?p "abc\n }', 2, 9, "the string opened at .* is not closed"),
    ("SELECT * { ?s <http://a b> ?o }", 1, 15, "the IRI opened by"),
    ("SELECT * { <rel> ?p ?o }", 1, 12, '"<rel>" .* relative IRI'),
    ("SELECT * { ?s ?p ?o } LIMIT -1", 1, 29, '"-"'),
    ("SELECT * { ?s ?p ?o } LIMIT", 1, 28, "stops short"),
    ("SELECT * { ?s ?p ?o } extra", 1, 23, '"extra" .* no word of SPARQL'),
    ("SELECT * { FILTER(foo(?x)) }", 1, 19, '"foo"'),
    ('# é\nSELECT * { ?s "é" "é" }', 2, 15, "'\"é\"'"),
    ("SELECT * { ?s ?p ?o . ?s ?p . ?a ?b ?c }", 1, 29, '"."'),
    ("SELECT ?a, ?b { ?a ?b ?c }", 1, 10, '","'),
    ("SELECT * { ?a ?b ?c } ORDER ?a", 1, 29, '"\\?a"'),
    ("SELECT COUNT(*) { ?a ?b ?c }", 1, 8, '"COUNT"'),
    ("SELECT * { ?a ?b ?c FILTER ?a = 1 }", 1, 28, '"\\?a"'),
    ("SELECT * { BIND(1 AS ?x) BIND(2 AS ?x) }", 1, 36, '"\\?x" .* in use before'),
    ("SELECT ?x { ?x ?p ?o FILTER(STRLEN(?o, 1) = 2) }", 1, 38, '","'),
    ("CONSTRUCT { ?a ?b } WHERE { ?a ?b ?c }", 1, 19, '"}"'),
]  # fmt: skip


@pytest.mark.parametrize(("query", "line", "column", "message"), FAULTS)
def test_syntax_error_names_the_token_and_its_place(
    engine: EmbeddedEngine, query: str, line: int, column: int, message: str
) -> None:
    with pytest.raises(QuerySyntaxError, match=message) as caught:
        engine.query(query)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert f"line {line}, column {column}" in caught.value.message
    assert "expected one of" not in caught.value.message
    assert caught.value.message.count("\n") == 0


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT ?x (COUNT(*) AS ?n) { ?x ?p ?o }", "SELECT contains a variable that is unbound"),
        ("SELECT * { ?s ?p ?o } GROUP BY ?s", "SELECT \\* is not authorized with GROUP BY"),
    ],
)
def test_syntax_error_keeps_the_parsers_own_sentence(
    engine: EmbeddedEngine, query: str, message: str
) -> None:
    with pytest.raises(QuerySyntaxError, match=message):
        engine.query(query)
