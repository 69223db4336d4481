"""Patterns that share nothing, and MINUS that takes nothing away."""

from __future__ import annotations

import pytest

from aifkg.lint import Severity
from tests.lint.conftest import Check

RULE = "unjoined-patterns"


@pytest.mark.parametrize(
    ("query", "column", "first", "second"),
    [
        ("SELECT * { ?a a aif:AIFactory . ?b a aif:Person }", 33, "?a", "?b"),
        ("SELECT * { ?a a aif:Call; ?p ?o . ?b ?q aif:Call }", 35, "?a, ?p and ?o", "?b and ?q"),
        ("SELECT * { ?a rdf:type ?x OPTIONAL { ?x a ?y } ?b a ?c }", 48, "?a and ?x", "?b and ?c"),
        ("SELECT * { { ?a a aif:AIFactory } UNION { ?a a ?x } ?b ?p ?o }", 53, "?a", "?b"),
        ("SELECT * { ?a a ?b OPTIONAL { ?x ?p ?o . ?y ?q ?r } }", 42, "?x", "?y"),
        ("SELECT * { { SELECT ?x { ?x a ?y . ?z ?p ?q } } }", 36, "?x", "?z"),
        ("SELECT * { ?a ?p ?b . ?c ?q ?d FILTER(?a = 1 && ?c = 2) }", 23, "?a", "?c"),
        ("SELECT * { GRAPH ?g { ?a ?p ?b } GRAPH ?h { ?c ?q ?d } }", 34, "?a", "?c"),
        ("SELECT * { organisation:csc ?p ?o . ?s ?q organisation:csc }", 37, "?p", "?s"),
        ("CONSTRUCT { ?a ?b ?c } WHERE { ?a aif:status 1 . ?b a ?c }", 50, "?a", "?b"),
    ],
)  # fmt: skip
def test_patterns_that_share_nothing_are_told_apart(
    check: Check, query: str, column: int, first: str, second: str
) -> None:
    (found,) = [one for one in check(query) if one.rule == RULE]
    assert (found.severity, found.column) == (Severity.WARNING, column)
    theirs, _, those = found.message.partition(" that share no variable with those about ")
    assert f"patterns about {second}" in theirs
    assert those.startswith(first)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?a ?p ?b . ?c ?q ?d FILTER(?a = ?c) }",
        "SELECT * { ?a ?p ?b . ?c ?q ?d FILTER(?a = 1 || ?a = 2 && ?c = 2) }",
        "SELECT * { ?a ?p ?b . ?c ?q ?d BIND(CONCAT(?a, ?c) AS ?e) }",
        "SELECT * { ?a ?p ?b . ?c ?q ?d VALUES (?a ?c) { (1 2) } }",
        "SELECT * { ?a ?p ?b . ?c ?q ?d OPTIONAL { ?a ?r ?c } }",
        "SELECT * { ?a ?p ?b . ?c ?q ?d FILTER NOT EXISTS { ?a ?r ?c } }",
        "SELECT * { ?a ?p _:n . _:n ?q ?d }",
        "SELECT * { ?a ?p [ ?q ?d ] }",
        "SELECT * { ?a ?p ( ?q ?d ) . ?d ?x ?y }",
        "SELECT * { GRAPH ?g { ?a ?p ?b . ?c ?q ?d } }",
        "SELECT * { ?a ?p ?c { ?a ?r ?b . ?c ?q ?d } }",
        "SELECT * { ?a ?p ?b . ai-factory:lumi a aif:AIFactory }",
        "SELECT * { ?a ?p ?b { SELECT (COUNT(*) AS ?n) { ?c ?q ?d } } }",
        "SELECT * { ?a a aif:AIFactory VALUES ?year { 2024 2025 } }",
        "ASK { ?a ?p ?b . ?c ?q ?d }",
    ],
)
def test_what_joins_is_no_finding(check: Check, query: str) -> None:
    assert [one for one in check(query) if one.rule == RULE] == []


def test_many_variables_are_not_all_named(check: Check) -> None:
    (found,) = check("SELECT * { ?a ?b ?c . ?a ?d ?e . ?x ?y ?z . ?x ?v ?w }")
    assert "?x, ?y, ?z and 2 more" in found.message
    assert "?a, ?b, ?c and 2 more" in found.message


@pytest.mark.parametrize(
    ("minus", "count"), [("?y aif:status ?z", 1), ("?x aif:status ?z", 0), ("?y ?p ?x", 0)]
)
def test_minus_that_shares_nothing_takes_nothing_away(check: Check, minus: str, count: int) -> None:
    found = check(f"SELECT ?x {{ ?x a aif:AIFactory MINUS {{ {minus} }} }}")
    assert [one.rule for one in found] == ["idle-minus"] * count
