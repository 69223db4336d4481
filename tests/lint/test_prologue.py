"""Prefixes that no line declares."""

from __future__ import annotations

import pytest

from aifkg import lint
from aifkg.lint import Severity, Vocabulary


@pytest.mark.parametrize(
    ("query", "suggestion"),
    [
        (
            "SELECT ?x { ?x a aif:AIFactory }",
            "PREFIX aif: <https://w3id.org/aifkg/ontology#>",
        ),
        ("SELECT ?x { ?x a aff:AIFactory }", "aif:"),
        ("PREFIX mine: <http://e.org/> SELECT ?x { ?x a mien:AIFactory }", "mine:"),
        ("SELECT ?x { ?x a :AIFactory }", None),
    ],
)
def test_a_missing_prefix_is_an_error_with_what_to_write(
    vocabulary: Vocabulary, query: str, suggestion: str | None
) -> None:
    (found,) = lint.check(query, vocabulary)
    assert (found.rule, found.severity) == ("missing-prefix", Severity.ERROR)
    assert found.suggestion == suggestion
    assert found.column == query.index(":AIFactory") - len(found.message.partition(":")[0]) + 1


def test_a_prefix_is_told_once_and_hides_nothing_else(vocabulary: Vocabulary) -> None:
    found = lint.check("SELECT ?x { ?x a aif:AIFactry ; aif:hostedBy ?zz FILTR() }", vocabulary)
    assert [one.rule for one in found] == ["missing-prefix", "unknown-term", "syntax-error"]


def test_declared_prefixes_need_no_line(vocabulary: Vocabulary) -> None:
    query = "SELECT ?x { ?x a aif:AIFactory }"
    assert lint.check(query, vocabulary, declared={"aif"}) == []


@pytest.mark.parametrize(
    ("prologue", "term"),
    [
        ("PREFIXa:<https://w3id.org/aifkg/ontology#>", "a:AIFactory"),
        (r"PREFIX a: <https://w3id.org/aifkg/ontology\u0023>", "a:AIFactory"),
        ("BASE <https://w3id.org/aifkg/> PREFIX a: <ontology#>", "a:AIFactory"),
        ("BASE <https://w3id.org/> BASE <aifkg/ontology>", "<#AIFactory>"),
    ],
)
def test_a_term_is_known_however_its_iri_is_written(
    vocabulary: Vocabulary, prologue: str, term: str
) -> None:
    assert lint.check(f"{prologue} SELECT ?x {{ ?x a {term} }}", vocabulary) == []
    slip = term.replace("Factory", "Factry")
    (found,) = lint.check(f"{prologue} SELECT ?x {{ ?x a {slip} }}", vocabulary)
    assert found.rule == "unknown-term"
    assert found.suggestion in (term, "<https://w3id.org/aifkg/ontology#AIFactory>")
