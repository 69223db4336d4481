"""The check as a whole: what is right gives no finding, and no text gives an exception."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from aifkg import lint
from aifkg.engine import Bounds
from aifkg.lint import Finding, Severity, Vocabulary
from aifkg.names import PrefixTable
from tests import small
from tests.engine.test_gate import LETHAL
from tests.lint.conftest import Check

QUERIES = sorted((small.CHECKOUT / "queries").glob("*.rq"))
RULES = sorted((small.CHECKOUT / "ontology" / "rules").glob("*.rq"))
# A class has one prefix, so asking whether it has one repeats no row.
JUSTIFIED = {("coverage.rq", "unused-variable", "?prefix")}

VALID = [
    "SELECT ?f WHERE { ?f a aif:AIFactory }",
    "SELECT ?f WHERE { ?f a aif:AIFactory. }",
    "SELECT ?s WHERE { ?s ?p ?o } LIMIT 10",
    "SELECT * WHERE { ?s ?p ?o } LIMIT 10",
    "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }",
    "SELECT DISTINCT ?class WHERE { ?thing a ?class } ORDER BY ?class",
    "SELECT ?p (COUNT(?s) AS ?n) { ?s ?p ?o } GROUP BY ?p HAVING (?n > 3) ORDER BY DESC(?n)",
    "SELECT (STR(?l) AS ?name) { ai-factory:lumi rdfs:label ?l } ORDER BY ?name",
    "SELECT ?host ?l { ai-factory:lumi aif:hostedBy ?host ; rdfs:label ?l }",
    "SELECT ?f ?l { ?f a aif:AIFactory OPTIONAL { ?f rdfs:label ?l FILTER(LANG(?l) = 'en') } }",
    "SELECT ?f { ?f a aif:AIFactory FILTER NOT EXISTS { ?f aif:status ?any } }",
    "SELECT ?f { ?f a aif:AIFactory MINUS { ?f aif:status status:new } }",
    "SELECT ?f ?g { ?f aif:inCountry ?c . ?g aif:inCountry ?d FILTER(?c = ?d && ?f != ?g) }",
    "SELECT ?f ?g { ?f a aif:AIFactory . ?g a aif:AIFactory FILTER(STR(?f) < STR(?g)) }",
    "SELECT ?f ?h { ?f a aif:AIFactory BIND(STR(?f) AS ?k) ?g ?p ?h FILTER(STR(?g) = ?k) }",
    "SELECT ?f ?v { VALUES (?f ?v) { (ai-factory:lumi 1) (ai-factory:pharos UNDEF) } ?f a ?v }",
    "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
    "SELECT ?s ?l { GRAPH graph:derived { ?s a aif:Membership } ?s rdfs:label ?l }",
    "SELECT ?s ?o { ?s aif:hostedBy/rdfs:label|^aif:hostedBy ?o }",
    "SELECT ?s ?x { ?s a aif:AIFactory BIND(IF(BOUND(?s), 1, ?none) AS ?x) }",
    "SELECT ?s { ?s a aif:AIFactory . [] aif:hostedBy ?s }",
    "SELECT ?s ?n { ?s aif:hostedBy [ rdfs:label ?n ] }",
    "SELECT ?a ?b { _:x aif:hostedBy ?a . _:x rdfs:label ?b }",
    "SELECT ?x { { SELECT ?x { ?x a aif:AIFactory } ORDER BY ?x LIMIT 2 } }",
    "SELECT ?x ?total { ?x a aif:AIFactory { SELECT (COUNT(*) AS ?total) { ?y a aif:Person } } }",
    "SELECT ?k (SUM(?a) AS ?t) { ?c aif:amount ?a ; aif:receiver ?r } GROUP BY (STR(?r) AS ?k)",
    "SELECT ?s ?l { ?s a aif:AIFactory LATERAL { SELECT ?s ?l { ?s rdfs:label ?l } LIMIT 1 } }",
    "SELECT ?s ?z { << ?s aif:status ?o >> rdfs:label ?z FILTER(?o != ?s) }",
    "SELECT ?s ?x { ?s aif:status ?x FILTER(DATATYPE(?x) = xsd:integer || ?x != owl:Nothing) }",
    'SELECT ?s { ?s aif:deadline "2025-01-01"^^xsd:dateTime }',
    "SELECT ?x WHERE { ?x a ?c } VALUES ?c { aif:AIFactory aif:Person }",
    "ASK { ai-factory:lumi a aif:AIFactory }",
    "ASK { ?f a aif:AIFactory . ?p a aif:Person }",
    "DESCRIBE ai-factory:lumi",
    "DESCRIBE ?f WHERE { ?f a aif:AIFactory }",
    "CONSTRUCT WHERE { ai-factory:lumi ?p ?o }",
    "CONSTRUCT { ?f schema:url ?l } WHERE { ?f a aif:AIFactory ; rdfs:label ?l }",
    "PREFIX x: <https://w3id.org/aifkg/id/ai-factory/> SELECT ?p { x:lumi ?p ?o }",
    "BASE <https://w3id.org/aifkg/id/> SELECT ?p { <ai-factory/lumi> ?p ?o }",
]


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.name)
def test_a_saved_query_gives_no_finding(path: Path, table: PrefixTable) -> None:
    vocabulary = Vocabulary.of(small.real()._engine, table)
    found = lint.check(path.read_text(encoding="utf-8"), vocabulary)
    said = {(path.name, one.rule, one.message.partition(" ")[0]) for one in found}
    assert said <= JUSTIFIED
    assert not [one for one in found if one.severity is Severity.ERROR]


def test_each_justified_finding_is_still_made(table: PrefixTable) -> None:
    vocabulary = Vocabulary.of(small.real()._engine, table)
    for name, rule, start in JUSTIFIED:
        text = (small.CHECKOUT / "queries" / name).read_text(encoding="utf-8")
        found = lint.check(text, vocabulary)
        assert [one for one in found if one.rule == rule and one.message.startswith(start)]


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.name)
def test_a_rule_of_the_ontology_gives_no_finding(path: Path, check: Check) -> None:
    assert check(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("query", VALID)
def test_a_valid_query_gives_no_finding(check: Check, query: str) -> None:
    assert check(query) == []


@pytest.mark.parametrize(
    ("query", "rule", "line", "column", "suggestion"),
    [
        ("SELCT ?x { ?x ?p ?o }", "syntax-error", 1, 1, "SELECT"),
        ("SELECT ?x {\n ?x ?p }", "syntax-error", 2, 8, None),
        ("SELECT ?x { ?x ?p ?o FILTR(?o = 1) }", "syntax-error", 1, 22, "FILTER"),
        ("", "syntax-error", 1, 1, None),
        ("\ufeffSELECT ?x {", "syntax-error", 1, 11, None),
        ("DROP ALL", "refused-update", 1, 1, None),
        ("SELECT * " + "{" * 200 + "}" * 200, "refused-query", 1, 110, None),
        ("SELECT * {} #" + "x" * 300_000, "refused-query", 1, 1, None),
    ],
)
def test_what_the_engine_refuses_is_an_error(
    check: Check, query: str, rule: str, line: int, column: int, suggestion: str | None
) -> None:
    (found,) = check(query)
    assert (found.rule, found.severity) == (rule, Severity.ERROR)
    assert (found.line, found.column, found.suggestion) == (line, column, suggestion)


def test_terms_are_checked_in_a_query_that_is_no_sparql(check: Check) -> None:
    found = check("SELECT ?x { ?x a aif:AIFactry FILTR(?x = 1) }")
    assert [one.rule for one in found] == ["unknown-term", "syntax-error"]


@pytest.mark.parametrize("query", LETHAL.values(), ids=LETHAL.keys())
def test_what_would_end_the_interpreter_is_one_error(check: Check, query: str) -> None:
    (found,) = check(query)
    assert found.severity is Severity.ERROR


RELATIVE = "".join(f"PREFIX a{i}: <b>" for i in range(1_000))


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * {" + "?a ?b ?c ." * 24_000 + "}",
        "SELECT * {" * 90 + "".join(f"?a{i} a 1." for i in range(11_000)) + "}" * 90,
        "SELECT * {" + "".join(f"?a{i} a 1." for i in range(1_001)) + "}",
        f"BASE <x:/{'x' * 50_000}/> {RELATIVE} ASK {{}}",
        "BASE <x:/>" + "BASE <a-step-of-so-many-characters/>" * 400 + RELATIVE + "ASK {}",
        f"PREFIX a: <x:{'x' * 50_000}> ASK {{{'a:b a 1.' * 3_000}}}",
    ],
    ids=["long", "nested", "variables", "long base", "many bases", "long prefix"],
)
def test_a_query_past_what_is_checked_is_said_to_be(check: Check, query: str) -> None:
    (found,) = check(query)
    assert (found.rule, found.severity) == ("unchecked", Severity.WARNING)
    assert "are checked" in found.message


def test_bounds_are_those_of_the_gate_unless_others_are_given(vocabulary: Vocabulary) -> None:
    (found,) = lint.check("SELECT * { ?s ?p ?o }", vocabulary, bounds=Bounds(characters=10))
    assert found.rule == "refused-query"


def test_a_rule_lists_its_first_findings_and_says_that_there_are_more(check: Check) -> None:
    terms = " ".join(f"aif:nothing{i}," for i in range(40))
    found = check(f"SELECT ?x {{ ?x a {terms} aif:AIFactory }}")
    assert len(found) == 21
    assert found[-1].message.startswith("There is more of this kind from line 1, column ")


def test_findings_come_in_the_order_of_their_places(check: Check) -> None:
    found = check("SELECT ?zz {\n ?x a aif:AIFactry ;\n aif:hostedby ?yy }")
    places = [(one.line, one.column) for one in found]
    assert len(places) > 3
    assert places == sorted(places)


def test_a_finding_names_its_place_in_one_sentence(check: Check) -> None:
    (found,) = check("SELECT ?x {\n  ?x a aif:AIFactry }")
    assert found.message == (
        "aif:AIFactry at line 2, column 8 is no class or property of the ontology."
    )
    assert found.content == {
        "rule": "unknown-term",
        "severity": "error",
        "message": found.message,
        "line": 2,
        "column": 8,
        "suggestion": "aif:AIFactory",
    }


_PIECES = st.sampled_from(
    """
    SELECT ASK CONSTRUCT DESCRIBE * DISTINCT WHERE FILTER OPTIONAL MINUS UNION GRAPH SERVICE SILENT
    VALUES BIND AS EXISTS NOT LATERAL GROUP ORDER BY HAVING LIMIT FROM NAMED PREFIX BASE COUNT UNDEF
    { } ( ) [ ] << >> <<( )>> {| |} ~ . ; , + - = != && || ! / | ^ ? ^^ @en a 1 1. .5 "x" 'y'
    ?x ?y $x ?some _:b aif: aif:AIFactory aif:nothing. ai-factory:lumi foo:bar <http://e.org/>
    <rel> <https://w3id.org/aifkg/id/x/y> # \\ \\u0041 é \x00
    """.split(" ")
)


@settings(max_examples=600, suppress_health_check=list(HealthCheck))
@given(st.one_of(st.text(max_size=200), st.lists(_PIECES, max_size=60).map(" ".join)))
@example("BASE <http://[> SELECT * { <a> ?b ?c }")
@example("SELECT * { <\\UFFFFFFFF> ?b ?c }")
@example("PREFIX")
@example("PREFIX : BASE SELECT")
@example("SELECT * { ?s ?p 1~ {| } |}")
@example("OPTIONAL " * 400)
@example("SELECT " + "OPTIONAL " * 400)
@example("\ud800SELECT * {}")
def test_any_text_gives_findings_or_none(vocabulary: Vocabulary, text: str) -> None:
    found: list[Finding] = lint.check(text, vocabulary)
    for one in found:
        assert one.line >= 1
        assert one.column >= 1
        assert one.message


@settings(max_examples=300, suppress_health_check=list(HealthCheck))
@given(query=st.sampled_from(VALID), data=st.data())
def test_a_query_with_one_piece_changed_gives_findings_or_none(
    vocabulary: Vocabulary, query: str, data: st.DataObject
) -> None:
    words = query.split(" ")
    place = data.draw(st.integers(0, len(words) - 1))
    words[place : place + data.draw(st.integers(0, 2))] = data.draw(st.lists(_PIECES, max_size=2))
    assert isinstance(lint.check(" ".join(words), vocabulary), list)
