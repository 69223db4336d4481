"""Which format a client gets."""

from __future__ import annotations

import pytest

from aifkg.engine import GRAPHS, RESULTS
from aifkg.web.negotiate import choose, prefers_page


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        (None, "json"),
        ("", "json"),
        ("*/*", "json"),
        ("application/json", "json"),
        ("text/csv", "csv"),
        ("TEXT/CSV; Q=0.5", "csv"),
        ("text/csv;q=0.5, text/tab-separated-values;q=0.9", "tsv"),
        ("text/*;q=0.5, application/sparql-results+xml", "xml"),
        ("*/*, text/csv", "json"),
        ("*/*;q=0.1, text/csv", "csv"),
        ("application/sparql-results+json;q=0, application/json;q=0, */*", "xml"),
        ("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", "json"),
        ("nonsense, text/csv", "csv"),
        ("text/csv;q=2, text/tab-separated-values", "tsv"),
        ("text/html", None),
        ("*/*;q=0", None),
    ],
)
def test_negotiate_prefers_higher_q_then_our_order(accept: str | None, name: str | None) -> None:
    chosen = choose(accept, RESULTS)
    assert (chosen and chosen.name) == name


@pytest.mark.parametrize(
    ("accept", "name"),
    [(None, "turtle"), ("application/ld+json", "jsonld"), ("application/*", "turtle")],
)
def test_negotiate_for_graphs(accept: str | None, name: str) -> None:
    chosen = choose(accept, GRAPHS[::-1] if accept == "application/*" else GRAPHS)
    assert chosen is not None
    expected = {"application/*": "nquads"}.get(accept or "", name)
    assert chosen.name == expected


@pytest.mark.parametrize(
    ("accept", "page"),
    [
        (None, False),
        ("*/*", False),
        ("text/*", False),
        ("text/html", True),
        ("text/html;q=0", False),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", True),
        ("TEXT/HTML, */*", True),
        ("text/html;q=0.5, */*", False),
        ("application/json, text/html", False),
        ("text/turtle;q=0.9, text/html", True),
        ("text/html;q=0.9, application/sparql-results+json", False),
    ],
)
def test_only_a_client_that_likes_html_best_gets_a_page(accept: str | None, page: bool) -> None:
    assert prefers_page(accept, (*RESULTS, *GRAPHS)) is page
