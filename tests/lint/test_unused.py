"""Variables that are named once, where that cannot be what is meant."""

from __future__ import annotations

import pytest

from tests.lint.conftest import Check

RULE = "unused-variable"


@pytest.mark.parametrize(
    ("query", "name", "why", "suggestion"),
    [
        (
            "SELECT ?f { ?f a aif:AIFactory ; aif:hostedBy ?h }",
            "h",
            "repeats a row",
            "SELECT DISTINCT",
        ),
        ("SELECT ?f { ?f a aif:AIFactory BIND(1 AS ?v) }", "v", "that nothing reads", None),
        ("SELECT ?f { ?f a aif:AIFactory VALUES ?v { 1 } }", "v", "that nothing reads", None),
        (
            "SELECT ?f { { SELECT ?f (COUNT(?p) AS ?v) { ?f aif:partner ?p } GROUP BY ?f } }",
            "v",
            "that nothing reads",
            None,
        ),
        (
            "SELECT DISTINCT ?f { ?f a aif:AIFactory OPTIONAL { ?f rdfs:label ?l } }",
            "l",
            "nothing reads what its OPTIONAL finds",
            None,
        ),
        (
            "SELECT DISTINCT ?factory { ?factory a aif:AIFactory . ?factroy ?p ?factory }",
            "factroy",
            "named once, and ?factory elsewhere",
            "?factory",
        ),
    ],
)
def test_a_name_for_nothing_is_told(
    check: Check, query: str, name: str, why: str, suggestion: str | None
) -> None:
    (found,) = [one for one in check(query) if one.rule == RULE]
    assert found.message.startswith(f"?{name} at ")
    assert why in found.message
    assert found.suggestion == suggestion


@pytest.mark.parametrize(
    "query",
    [
        "SELECT DISTINCT ?f { ?f a aif:AIFactory ; aif:hostedBy ?h }",
        "SELECT * { ?f a aif:AIFactory ; aif:hostedBy ?h BIND(1 AS ?v) }",
        "SELECT (COUNT(?f) AS ?n) { ?f aif:hostedBy ?h }",
        "SELECT ?f ?l { ?f a aif:AIFactory OPTIONAL { ?f aif:hostedBy ?h . ?h rdfs:label ?l } }",
        "SELECT DISTINCT ?f ?l { OPTIONAL { ?f aif:hostedBy ?h ; rdfs:label ?l } }",
        "SELECT ?f { ?f a aif:Call MINUS { ?f ?p ?h } FILTER EXISTS { ?f aif:status ?s } }",
        "SELECT ?f { GRAPH ?g { ?f a aif:AIFactory } }",
        "SELECT ?f { { SELECT ?f (COUNT(?p) AS ?v) { ?f ?p ?o } GROUP BY ?f ORDER BY ?v } }",
        "SELECT DISTINCT ?s1 ?s2 { ?s1 a ?s3 . ?s1 rdfs:label ?s4 . ?s1 aif:status ?s2 }",
        "SELECT DISTINCT ?factory { ?factory aif:hostedBy ?factories }",
        "CONSTRUCT { ?f a aif:AIFactory } WHERE { ?f aif:hostedBy ?h }",
        "ASK { ?f aif:hostedBy ?h }",
    ],
)
def test_a_name_that_asks_whether_there_is_anything_has_its_use(check: Check, query: str) -> None:
    assert [one for one in check(query) if one.rule == RULE] == []
