"""Syntax errors: one sentence with the token at fault and its place."""

from __future__ import annotations

import subprocess
import sys

import pytest

from aifkg.engine import EmbeddedEngine, Prefixes, QuerySyntaxError, admit, syntax_fault

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


@pytest.mark.parametrize(
    ("query", "suggestions"),
    [
        ("SELCT ?x { ?x ?p ?o }", ("SELECT",)),
        ("CONSTUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", ("CONSTRUCT",)),
        ("PREFX e: <http://e.org/> SELECT ?x { ?x ?p ?o }", ("PREFIX",)),
        ("SELECT ?x WEHRE { ?x ?p ?o }", ("WHERE",)),
        ("SELECT ?x { ?x ?p ?o FILTR(?o = 1) }", ("FILTER",)),
        ("SELECT ?x { ?x ?p ?o OPTINAL { ?x ?q ?r } }", ("OPTIONAL",)),
        ("SELECT ?x { ?x ?p ?o } ORDRE BY ?x", ("ORDER",)),
        ("SELECT (COUTN(?x) AS ?n) { ?x ?p ?o }", ("COUNT",)),
        ("PREFIX foo: <http://e.org/> SELECT ?x { ?x fop:p ?o }", ("foo:",)),
    ],
)
def test_a_slip_of_the_pen_is_told_what_it_may_mean(
    engine: EmbeddedEngine, query: str, suggestions: tuple[str, ...]
) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        engine.query(query)
    assert caught.value.suggestions == suggestions
    assert caught.value.message.endswith(f'; did you mean "{suggestions[0]}"?')


def test_a_prefix_of_the_project_is_told_its_line(engine: EmbeddedEngine) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        engine.query("SELECT ?x { ?x e:place ?o }")
    assert caught.value.suggestions == ("PREFIX e: <http://e.org/>",)
    assert caught.value.message == (
        'The query is not SPARQL: "e:place" at line 1, column 16 uses the prefix e: which no '
        "PREFIX line declares; add PREFIX e: <http://e.org/>."
    )


@pytest.mark.parametrize("word", ["xyzzy", "name", "x"])
def test_a_word_like_no_other_is_told_of_variables(engine: EmbeddedEngine, word: str) -> None:
    with pytest.raises(QuerySyntaxError, match="a variable starts with") as caught:
        engine.query(f"SELECT {word} {{ ?x ?p ?o }}")
    assert caught.value.suggestions == ()


@pytest.mark.parametrize(("query", "line", "column", "message"), FAULTS)
def test_the_same_fault_is_found_without_running(
    query: str, line: int, column: int, message: str
) -> None:
    try:
        fault = syntax_fault(admit(query), Prefixes())
    except QuerySyntaxError as error:
        fault = error
    assert fault is not None
    assert (fault.line, fault.column) == (line, column)


def test_a_declared_prefix_is_no_fault_and_hides_none() -> None:
    query = admit("SELECT ?x { ?x foo:p }")
    fault = syntax_fault(query, Prefixes({}, {"foo"}))
    assert fault is not None
    assert (fault.line, fault.column) == (1, 22)
    assert syntax_fault(admit("SELECT ?x { ?x foo:p ?o }"), Prefixes({}, {"foo"})) is None


def test_a_query_whose_planning_ends_the_interpreter_is_only_read() -> None:
    program = (
        "from aifkg.engine import Prefixes, admit, syntax_fault\n"
        "query = 'SELECT * {' + '?a ?b ?c .' * 24_000 + '}'\n"
        "print(syntax_fault(admit(query), Prefixes()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "None\n"), done.stderr
