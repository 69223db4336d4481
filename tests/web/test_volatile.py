"""Which queries are answered otherwise each time."""

from __future__ import annotations

import pytest
from pyoxigraph import Store

from aifkg.engine import BY_NAME, EmbeddedEngine
from aifkg.web.volatile import is_volatile

FUNCTIONS = ["RAND()", "rand()", "NOW()", "UUID()", "STRUUID()", "Uuid()", "BNODE()"]
TEMPLATES = [
    "[] a <a:b>",
    "[ a <a:b> ] <a:c> 1",
    "_:x a <a:b>",
    "<a:b> <a:c> (1 2)",
    "<a:b> <a:c> ( ( ) 1 )",
    "<<<a:b> <a:c> 1>> <a:d> 2",
    "<a:b> <a:c> 1 {| <a:d> 2 |}",
    "<a:b> <a:c> 1 ~",
    '<a:b> <a:c> "}" . [] a <a:d>',
    "<a:b> <a:c> 1 . # }\n [] a <a:d>",
]
STEADY = [
    "SELECT * { ?s ?p ?o }",
    "SELECT ?brand { ?know a ?brand FILTER (?brand != ?now && ?know != 1) }",
    "SELECT ?s { ?s <a:b> [ <a:c> ?o ] FILTER (?o > 1) }",
    "ASK { _:x ?p (1 2) }",
    "DESCRIBE <a:b>",
    "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }",
    "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER (?o > 1) BIND(STR(?o) AS ?x) }",
    "CONSTRUCT { ?s ?p ?o } { ?s <a:b> [ <a:c> ?o ] . _:x ?p (1 2) }",
    "CONSTRUCT { ?s ?p <<( ?s ?p ?o )>> } { ?s ?p ?o }",
    "CONSTRUCT { ?s ?p '[] (' } { ?s ?p ?o }",
    "PREFIX a-b: <a:b> CONSTRUCT { ?s_0 a-b:c ?o . ?o a-b:d ?s_0 } { ?s_0 a-b:c ?o FILTER(true) }",
    "PREFIX construct: <a:b> CONSTRUCT { construct:x ?p ?o } { ?s ?p ?o FILTER(true) }",
]


def asked_twice(sparql: str) -> tuple[bytes, bytes]:
    engine = EmbeddedEngine(Store())
    formats = (BY_NAME["json"], BY_NAME["ntriples"])
    return engine.answer(sparql, *formats), engine.answer(sparql, *formats)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_that_gives_another_value_each_time_is_volatile(function: str) -> None:
    sparql = f"SELECT ({function} AS ?x) {{}}"
    assert is_volatile(sparql)
    first, second = asked_twice(sparql)
    assert first != second


@pytest.mark.parametrize("end", ["ORDER BYRAND()", "ORDER BY DESC(RAND # ()\n ())"])
def test_a_function_glued_to_the_word_before_it_is_volatile(end: str) -> None:
    rows = " ".join(map(str, range(40)))
    sparql = f"SELECT ?x {{ VALUES ?x {{ {rows} }} }} {end}"
    assert is_volatile(sparql)
    first, second = asked_twice(sparql)
    assert first != second


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("form", ["CONSTRUCT {{ {} }} {{}}", "construct{{{}\n}}where{{}}"])
def test_a_template_with_blank_nodes_is_volatile(template: str, form: str) -> None:
    sparql = form.format(template)
    assert is_volatile(sparql)
    first, second = asked_twice(sparql)
    assert first != second


@pytest.mark.parametrize(
    "sparql",
    [
        "CONSTRUCT WHERE { ?s <a:b> [ <a:c> ?o ] }",
        "CONSTRUCT FROM <a:b> WHERE { _:x ?p ?o }",
        "CONSTRUCT { [",
        "CONSTRUCT [",
        "[ CONSTRUCT",
    ],
)
def test_what_is_hard_to_tell_is_volatile(sparql: str) -> None:
    assert is_volatile(sparql)


@pytest.mark.parametrize("sparql", STEADY)
def test_what_is_answered_the_same_each_time_is_not(sparql: str) -> None:
    assert not is_volatile(sparql)
    first, second = asked_twice(sparql)
    assert first == second
