"""Which format a client gets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aifkg.engine import GRAPHS, RESULTS
from aifkg.web.negotiate import choose, coding_for, formats_for, prefers_page


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


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        ("text/*, text/csv;q=0", "tsv"),
        ("text/csv;q=0.5, text/*;q=0.9", "tsv"),
        ("*/*;q=0.9, text/*;q=0, application/*;q=0.1", "json"),
        ("text/csv;header=present;q=0.5, text/tab-separated-values;q=0.4", "csv"),
        ("text/csv; q = 0.5", "csv"),
        ("text/csv;q=", "json"),
        ("text/csv;q=one", "json"),
        ("text/csv;q=-1", "json"),
        ("text/csv;q=nan", "json"),
        ("*/csv", "json"),
        ("/, text, */, ;q=1, ,,", "json"),
        ("application/x-turtle", "turtle"),
        ("application/trig, application/n-quads", "trig"),
    ],
)
def test_what_cannot_be_read_is_left_out_and_the_exact_entry_counts(accept: str, name: str) -> None:
    offered = (*RESULTS, *GRAPHS)
    # What is acceptable all the same shows that the rest was left out.
    chosen = choose(f"{accept}, application/sparql-results+json;q=0.05", offered)
    assert chosen is not None
    assert chosen.name == name


@given(st.text(max_size=40) | st.text("texcsv/*;q=01., ", max_size=60))
def test_no_accept_is_a_fault(accept: str) -> None:
    for format_ in formats_for(accept):
        assert format_ in (*RESULTS, *GRAPHS)
    assert prefers_page(accept, RESULTS) in (True, False)


@given(st.permutations(["csv;q=0.1", "csv;q=0.7", "csv;q=0.3"]))
def test_of_equal_entries_the_best_counts(entries: list[str]) -> None:
    accept = ", ".join(f"text/{entry}" for entry in entries)
    for other, name in (("0.6", "csv"), ("0.8", "tsv")):
        chosen = choose(f"{accept}, text/tab-separated-values;q={other}", RESULTS)
        assert chosen is not None
        assert chosen.name == name


@pytest.mark.parametrize(
    ("accept", "names"),
    [
        (None, ["json", "turtle"]),
        ("*/*", ["json", "turtle"]),
        ("application/json", ["json", "jsonld"]),
        ("text/csv", ["csv"]),
        ("text/turtle", ["turtle"]),
        ("text/csv, application/n-triples", ["csv", "ntriples"]),
        ("image/png", []),
    ],
)
def test_results_and_graphs_are_negotiated_each_for_itself(
    accept: str | None, names: list[str]
) -> None:
    assert [format_.name for format_ in formats_for(accept)] == names


def test_a_long_accept_is_read_like_a_short_one() -> None:
    long = "text/csv;q=0.9" + ", image/png" * 1_000
    assert formats_for(long) == formats_for("text/csv")
    assert coding_for("gzip" + ", br" * 1_000) == "gzip"


def test_the_first_hundred_entries_are_read() -> None:
    read, unread = "image/png, " * 99 + "text/csv", "image/png, " * 100 + "text/csv"
    assert [format_.name for format_ in formats_for(read)] == ["csv"]
    assert formats_for(unread) == ()
    assert (coding_for("br, " * 99 + "gzip"), coding_for("br, " * 100 + "gzip")) == ("gzip", "")


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        (None, ""),
        ("", ""),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("zstd", "zstd"),
        ("gzip, zstd", "zstd"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip;q=1, zstd;q=0.9", "gzip"),
        ("gzip;q=0.5, zstd;q=0.5", "zstd"),
        ("gzip;q=0.001", "gzip"),
        ("gzip;q=0", ""),
        ("gzip;q=0, zstd;q=0", ""),
        ("*", "zstd"),
        ("*;q=0.5", "zstd"),
        ("*;q=0", ""),
        ("zstd;q=0, *", "gzip"),
        ("*;q=0, gzip", "gzip"),
        ("identity", ""),
        ("identity, gzip;q=0.5", ""),
        ("identity;q=0.5, gzip;q=0.5", "gzip"),
        ("identity;q=0", ""),
        ("identity;q=0, gzip;q=0.1", "gzip"),
        ("identity;q=0, *;q=0.1", "zstd"),
        ("gzip;q=2", ""),
        ("gzip;q=x, zstd;q=0.1", "zstd"),
        ("br, deflate", ""),
        (" , gzip ; q=0.8 ,", "gzip"),
    ],
)
def test_the_coding_liked_best_is_the_first_of_equals(accepted: str | None, coding: str) -> None:
    assert coding_for(accepted) == coding


@given(st.text(max_size=40) | st.text("gzipstd*;q=01., ", max_size=60))
def test_no_accept_encoding_is_a_fault(accepted: str) -> None:
    assert coding_for(accepted) in ("", "gzip", "zstd")
