"""Outcomes: few words, and each problem of the server is one of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from http import HTTPStatus
from itertools import pairwise

import pytest

from aifkg.web.outcome import OUTCOMES, SLUGS, method, outcome
from tests.conftest import ROOT

_WEB = ROOT / "src" / "aifkg" / "web"


@pytest.mark.parametrize(
    ("status", "slug", "expected"),
    [
        (200, None, "2xx"),
        (304, None, "3xx"),
        (503, "query-timeout", "5xx:query-timeout"),
        (418, "a-slug-from-nowhere", "4xx:other"),
        (0, None, "1xx"),
        (999, None, "5xx"),
    ],
)
def test_an_outcome_is_a_class_and_the_problem(
    status: int, slug: str | None, expected: str
) -> None:
    assert outcome(status, slug) == expected
    assert expected in OUTCOMES


def test_an_unusual_method_is_another() -> None:
    assert [method(name) for name in ("GET", "get", "PROPFIND")] == ["GET", "other", "other"]


def slugs() -> Iterator[str]:
    """Yield the word after each status in a call or a row of the room's source."""
    for path in _WEB.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            parts = node.args if isinstance(node, ast.Call) else getattr(node, "elts", [])
            values = [part.value if isinstance(part, ast.Constant) else None for part in parts]
            for status, slug in pairwise(values):
                if type(status) is int and status in set(HTTPStatus) and isinstance(slug, str):
                    yield slug


def test_every_problem_of_the_server_is_an_outcome_of_its_own() -> None:
    found = set(slugs())
    assert {"query-timeout", "not-ready", "parameter"} <= found
    assert found <= SLUGS
