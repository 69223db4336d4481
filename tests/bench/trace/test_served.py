"""Served: where the trace of a pair is asked for."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from tests.bench.trace.served import target


def test_a_pair_is_asked_for_by_its_iris() -> None:
    asked = urlsplit(target(("https://e.org/a#b", "https://e.org/ü?c&d")))
    assert asked.path == "/trace.json"
    assert parse_qs(asked.query) == {
        "from": ["https://e.org/a#b"],
        "to": ["https://e.org/ü?c&d"],
        "k": ["5"],
        "n": ["4"],
    }
