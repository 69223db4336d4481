"""The judge: the same rows are the same answer, and no others are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aifkg.engine import BY_NAME
from aifkg.share import Share
from tests.bench.soak.judge import Judge, is_same

QUERY = "SELECT ?o WHERE { ?s ?p ?o }"


def result(*values: str) -> bytes:
    bindings = [{"o": {"type": "literal", "value": value}} for value in values]
    return json.dumps({"head": {"vars": ["o"]}, "results": {"bindings": bindings}}).encode()


@pytest.mark.parametrize(
    ("name", "expected", "got"),
    [
        ("tsv", b"?o\n1\n2\n", b"?o\n2\n1\n"),
        ("json", result("1", "2"), result("2", "1")),
        (
            "xml",
            b"<r><result>1</result><result>2</result>",
            b"<r><result>2</result><result>1</result>",
        ),
        ("ntriples", b"<a:s> <a:p> 1 .\n<a:s> <a:p> 2 .\n", b"<a:s> <a:p> 2 .\n<a:s> <a:p> 1 .\n"),
    ],
)
def test_the_order_of_rows_is_not_told_apart(name: str, expected: bytes, got: bytes) -> None:
    assert is_same(expected, got, name)


@pytest.mark.parametrize(
    ("name", "expected", "got"),
    [
        ("tsv", b"?o\n1\n2\n", b"?o\n1\n"),
        ("tsv", b"?o\n1\n", b"?o\n1\n1\n"),
        ("csv", b"o\r\n1\r\n", b"o\r\n2\r\n"),
        ("json", result("1", "2"), result("1")),
        ("json", result("1"), result("1", "1")),
        ("json", result("1"), result("1")[:-2]),
        ("json", b'{"boolean": true}', b'{"boolean": false}'),
        ("xml", b"<r><result>1</result></r>", b"<r><result>2</result></r>"),
        ("ntriples", b"<a:s> <a:p> 1 .\n", b""),
    ],
)
def test_other_rows_are_another_answer(name: str, expected: bytes, got: bytes) -> None:
    assert not is_same(expected, got, name)


@pytest.fixture
def judge(share: Share, tmp_path: Path) -> Judge:
    snapshot = tmp_path / "snapshot.nq"
    snapshot.write_text('<a:s> <a:p> "1" .\n', encoding="utf-8")
    return Judge(share, snapshot)


@pytest.mark.parametrize("keep", [True, False])
def test_the_engine_itself_says_what_is_right(judge: Judge, keep: bool) -> None:
    for _ in range(2):
        assert judge.is_right(QUERY, BY_NAME["tsv"], b'?o\n"1"\n', keep=keep)
        assert not judge.is_right(QUERY, BY_NAME["tsv"], b'?o\n"2"\n', keep=keep)
        assert not judge.is_right(QUERY, BY_NAME["csv"], b'?o\n"1"\n', keep=keep)
