"""Variables that are read where nothing gives them a value."""

from __future__ import annotations

import pytest

from tests.lint.conftest import Check

NEVER = "never gets a value"
ELSEWHERE = "has no value there"


@pytest.mark.parametrize(
    ("query", "name", "why"),
    [
        ("SELECT ?x ?gone { ?x a aif:AIFactory }", "gone", NEVER),
        ("SELECT ?x { ?x a aif:AIFactory } ORDER BY ?gone", "gone", NEVER),
        ("SELECT ?x { ?x a aif:AIFactory FILTER(?gone > 1) }", "gone", NEVER),
        ("SELECT ?x ?y { ?x a aif:AIFactory BIND(?gone + 1 AS ?y) }", "gone", NEVER),
        ("SELECT (MAX(?gone) AS ?m) { ?x a aif:AIFactory }", "gone", NEVER),
        ("SELECT ?x { ?x a ?c } GROUP BY ?x HAVING (?gone > 1)", "gone", NEVER),
        ("CONSTRUCT { ?x rdfs:label ?gone } WHERE { ?x a aif:AIFactory }", "gone", NEVER),
        ("DESCRIBE ?gone WHERE { ?x a aif:AIFactory }", "gone", NEVER),
        ("SELECT ?x { ?x a ?c FILTER EXISTS { ?x ?p ?o FILTER(?o = ?gone) } }", "gone", NEVER),
        ("SELECT ?x { BIND(STR(?x) AS ?k) ?x a ?c FILTER(?k != '') }", "x", ELSEWHERE),
        ("SELECT ?x { ?x a ?c { ?y rdfs:label ?x FILTER(?c = ?y) } }", "c", ELSEWHERE),
        ("SELECT ?x { ?x a ?c MINUS { ?x ?p ?o FILTER(?o = ?c) } }", "c", ELSEWHERE),
        ("SELECT ?x ?o { ?x a aif:AIFactory MINUS { ?x ?p ?o } }", "o", ELSEWHERE),
        ("SELECT ?x ?o { ?x a aif:AIFactory FILTER EXISTS { ?x ?p ?o } }", "o", ELSEWHERE),
        ("SELECT ?x ?o { { SELECT ?x { ?x ?p ?o } } }", "o", ELSEWHERE),
        ("SELECT ?x ?k { ?x a ?c OPTIONAL { BIND(STR(?x) AS ?k) } }", "x", ELSEWHERE),
    ],
)
def test_a_reading_without_a_value_is_told(check: Check, query: str, name: str, why: str) -> None:
    (found,) = [one for one in check(query) if one.rule == "unbound-variable"]
    assert found.message.startswith(f"?{name} at ")
    assert why in found.message


def test_a_misspelt_name_is_told_the_one_that_was_meant(check: Check) -> None:
    (found,) = check("SELECT DISTINCT ?nmae { ai-factory:lumi rdfs:label ?name }")
    assert found.suggestion == "?name"


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?x ?n { ?x a ?c OPTIONAL { ?y rdfs:label ?n FILTER(?y = ?x) } }",
        "SELECT ?x ?y { ?x a ?c LATERAL { BIND(STR(?x) AS ?y) } }",
        "SELECT ?x { ?x a ?c FILTER EXISTS { ?y a ?z { ?y ?p ?o FILTER(?o = ?x) } } }",
        "SELECT (1 AS ?a) (?a + 1 AS ?b) { ?x a aif:AIFactory }",
        "SELECT ?k { ?x a aif:AIFactory } GROUP BY (STR(?x) AS ?k)",
        "SELECT ?x { { ?x a aif:AIFactory } UNION { ?x a aif:Person } }",
        "SELECT ?n { { SELECT * { ?x a ?c } } BIND(STR(?c) AS ?n) }",
        "SELECT $x { ?x a aif:AIFactory }",
    ],
)
def test_what_sparql_lets_a_reading_see_has_a_value(check: Check, query: str) -> None:
    assert [one for one in check(query) if one.rule == "unbound-variable"] == []


def test_a_parameter_that_a_header_names_has_a_value(check: Check) -> None:
    query = "SELECT ?x { ?x a aif:AIFactory FILTER(?x = ?factory) }"
    assert check(f"#+ params:\n#+   factory:\n#+     type: thing\n{query}") == []
    assert len(check(f"#+ params:\n#+      broken\n{query}")) == 1
