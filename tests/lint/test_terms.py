"""Terms and graphs that are not there, and what is offered instead."""

from __future__ import annotations

import pytest

from aifkg import lint
from aifkg.lint import Severity, Vocabulary
from tests.lint.conftest import Check

TERM = "https://w3id.org/aifkg/ontology#"


@pytest.mark.parametrize(
    ("written", "suggestion"),
    [
        ("aif:hostedby", "aif:hostedBy"),
        ("aif:AIFactry", "aif:AIFactory"),
        ("aif:supercomputer", "aif:Supercomputer"),
        (f"<{TERM}AIFactry>", f"<{TERM}AIFactory>"),
        ("ai-factory:lumii", "ai-factory:lumi"),
        ("ai-factory:csc", "organisation:csc"),
        ("status:nwe", "status:new"),
        ("aif:xyzzy", None),
        ("ai-factory:", None),
    ],
)
def test_what_our_namespaces_do_not_have_is_an_error(
    check: Check, written: str, suggestion: str | None
) -> None:
    (found,) = check(f"SELECT ?x {{ ?x ?p {written} }}")
    assert (found.rule, found.severity) == ("unknown-term", Severity.ERROR)
    assert (found.line, found.column, found.suggestion) == (1, 19, suggestion)


def test_each_kind_of_name_is_told_as_what_it_is_not(check: Check) -> None:
    found = check("SELECT ?x { ?x aif:nope ai-factory:nope, status:nope }")
    said = [one.message.partition(" is ")[2] for one in found]
    assert said == [
        "no class or property of the ontology.",
        "nothing that the graph holds.",
        "no code that the graph holds.",
    ]


def test_a_name_of_another_vocabulary_is_a_warning_in_a_pattern_alone(check: Check) -> None:
    (found,) = check("SELECT ?x { ?x rdfs:labell 1 FILTER(?x != rdfs:labelll) }")
    assert (found.severity, found.column) == (Severity.WARNING, 16)
    assert found.suggestion == "rdfs:label"


def test_a_vocabulary_that_the_graph_does_not_use_is_no_finding(check: Check) -> None:
    assert check("SELECT ?x { ?x <http://example.org/p> 1 }") == []


def test_a_term_is_told_once(check: Check) -> None:
    assert len(check("SELECT ?x { ?x aif:nope 1 ; aif:nope 2 }")) == 1


def test_a_term_that_a_query_makes_is_a_warning(check: Check) -> None:
    (found,) = check("CONSTRUCT { ?x aif:labell 1 } WHERE { ?x a aif:AIFactory }")
    assert found.severity is Severity.WARNING


def test_a_suggestion_is_written_as_the_query_writes(vocabulary: Vocabulary) -> None:
    query = f"PREFIX o: <{TERM}> SELECT ?x {{ ?x o:hostedby o:csc }}"
    term, thing = lint.check(query, vocabulary)
    assert term.suggestion == "o:hostedBy"
    assert thing.suggestion == "<https://w3id.org/aifkg/id/organisation/csc>"


def test_a_relative_name_is_looked_up_from_its_base(vocabulary: Vocabulary) -> None:
    base = "BASE <https://w3id.org/aifkg/id/> PREFIX f: <ai-factory/>"
    found = lint.check(f"{base} SELECT ?x {{ ?x ?p f:lumii, <ai-factory/lumi> }}", vocabulary)
    assert [one.suggestion for one in found] == ["f:lumi"]


@pytest.mark.parametrize(
    ("query", "column"),
    [
        ("SELECT ?x { GRAPH graph:derivd { ?x ?p ?o } }", 19),
        ("SELECT ?x FROM graph:derivd { ?x ?p ?o }", 16),
        ("SELECT ?x FROM NAMED graph:derivd { ?x ?p ?o }", 22),
    ],
)
def test_a_graph_that_is_not_there_is_a_warning(check: Check, query: str, column: int) -> None:
    (found,) = check(query)
    assert (found.rule, found.severity) == ("unknown-graph", Severity.WARNING)
    assert (found.column, found.suggestion) == (column, "graph:derived")
