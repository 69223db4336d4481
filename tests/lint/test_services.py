"""SERVICE: refused unless its endpoint is allowed."""

from __future__ import annotations

import pytest

from aifkg import lint
from aifkg.lint import Severity, Vocabulary

ENDPOINT = "https://query.example.org/sparql"


@pytest.mark.parametrize("silent", ["", "SILENT "])
@pytest.mark.parametrize("word", ["SERVICE", "service"])
def test_service_is_an_error_unless_allowed(vocabulary: Vocabulary, word: str, silent: str) -> None:
    query = f"SELECT ?x {{ {word} {silent}<{ENDPOINT}> {{ ?x ?p ?o }} }}"
    (found,) = lint.check(query, vocabulary)
    assert (found.rule, found.severity, found.column) == ("refused-service", Severity.ERROR, 13)
    assert f"<{ENDPOINT}>" in found.message
    assert lint.check(query, vocabulary, allowed=[ENDPOINT]) == []


@pytest.mark.parametrize("endpoint", ["?e", "<http://other.example.org/>", "x:y"])
def test_no_other_endpoint_is_allowed_with_it(vocabulary: Vocabulary, endpoint: str) -> None:
    query = (
        "PREFIX x: <http://other.example.org/> SELECT ?x "
        f"{{ ?x ?p ?e SERVICE {endpoint} {{ ?x ?q ?r }} SERVICE <{ENDPOINT}> {{ ?x ?s ?t }} }}"
    )
    (found,) = lint.check(query, vocabulary, allowed=[ENDPOINT])
    assert found.rule == "refused-service"


def test_a_query_with_service_is_checked_all_the_same(vocabulary: Vocabulary) -> None:
    query = f"SELECT ?x ?y {{ SERVICE <{ENDPOINT}> {{ ?x ?p ?o }} }}"
    found = lint.check(query, vocabulary, allowed=[ENDPOINT])
    assert [(one.rule, one.column) for one in found] == [("unbound-variable", 11)]
    assert lint.check(f"SELECT ?x {{ SERVICE <{ENDPOINT}> ", vocabulary)[0].rule == "syntax-error"


def test_a_service_is_read_as_words_not_as_text(vocabulary: Vocabulary) -> None:
    query = "SELECT ?service { ?service ?p 'SERVICE <http://e.org/> {}' } # SERVICE"
    assert lint.check(query, vocabulary) == []


@pytest.mark.parametrize(
    ("pattern", "rule"),
    [
        ("SERVICEx:y {}", "refused-query"),
        ("true.SERVICEx:y {}", "refused-query"),
        ("SERVICEsilent <http://e.org/> {}", "syntax-error"),
        ("?s ?p trueSERVICE <http://e.org/> {}", "syntax-error"),
        ("\u017fervice <http://e.org/> {}", "syntax-error"),
        ("\u017fervice x:y {}", "syntax-error"),
    ],
)
def test_service_is_where_the_engine_reads_it(
    vocabulary: Vocabulary, pattern: str, rule: str
) -> None:
    query = f"PREFIX x: <{ENDPOINT}/> SELECT ?s {{ {pattern} }}"
    (found,) = lint.check(query, vocabulary, allowed=[f"{ENDPOINT}/y", "http://e.org/"])
    assert (found.rule, found.severity) == (rule, Severity.ERROR)
