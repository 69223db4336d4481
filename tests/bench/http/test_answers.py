"""Answers: rows are counted whatever the form, and what differs is found."""

from __future__ import annotations

import pytest

from tests.bench.http.answers import Answer, count, differing, failing
from tests.bench.load.mix import Question

SELECT = Question("s", "SELECT ?a WHERE { ?a ?b ?c }")
ASK = Question("a", "ASK { ?a ?b ?c }")
GRAPH = Question("g", "DESCRIBE <http://e.org/>")


@pytest.mark.parametrize(
    ("question", "body", "rows"),
    [
        (SELECT, b'{"head": {}, "results": {"bindings": [{}, {}]}}', 2),
        (ASK, b'{"head": {}, "boolean": true}', 1),
        (ASK, b'{"head": {}, "boolean": false}', 0),
        (GRAPH, b"<a:s> <a:p> <a:o> .\n<a:s>\t<a:p>\t<a:q> .\n\n<a:s> <a:p> <a:o> .\n", 2),
        (GRAPH, b"", 0),
    ],
)
def test_rows_are_counted(question: Question, body: bytes, rows: int) -> None:
    assert count(question, body) == rows


@pytest.mark.parametrize(
    ("question", "body", "reason"),
    [
        (SELECT, b"<sparql/>", "Expecting value"),
        (GRAPH, b"@prefix a: <a:> .\na:s a:p a:o ;\n", "not N-Triples"),
    ],
)
def test_an_answer_in_another_format_is_none(question: Question, body: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        count(question, body)


def test_what_fails_and_what_differs_is_told_by_question() -> None:
    answers = {
        "same": [Answer(b"", 2), Answer(b"", 2)],
        "other": [Answer(b"", 2), Answer(b"", 3)],
        "none": [Answer(b"", 2), Answer(b"", None, "status 500")],
    }
    assert failing(answers, 1) == {"none"}
    assert differing(answers, 1) == {"other", "none"}
    assert differing(answers, 0) == set()
