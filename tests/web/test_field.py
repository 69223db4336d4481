"""Several lines of a header mean what one line means that has all their values."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.web.conftest import Running
from tests.web.raw import Answer, Connection, target
from tests.web.test_sparql import LABEL

CSV, XML = "text/csv", "application/sparql-results+xml"
QUERY = target(query=LABEL)


@pytest.fixture
def line(server: Running) -> Iterator[Connection]:
    with Connection(server.address) as line:
        yield line


def ask(line: Connection, *headers: str, path: str = QUERY, method: str = "GET") -> Answer:
    """Send a request with these lines after those that each has."""
    head = line.request(path, method).removesuffix(b"\r\n")
    line.send(head + "".join(f"{header}\r\n" for header in headers).encode() + b"\r\n")
    return line.answer()


@pytest.mark.parametrize(
    ("lines", "media_type"),
    [
        ([f"Accept: {XML};q=0.5", f"Accept: {CSV}"], CSV),
        ([f"Accept: {CSV}", f"Accept: {XML};q=0.5"], CSV),
        (["Accept: image/png", f"accept: {XML}"], XML),
        ([f"Accept: {CSV};q=0.5", "Accept:", f"Accept: image/png, {XML}"], XML),
    ],
)
def test_the_format_liked_best_may_stand_in_any_line(
    line: Connection, lines: list[str], media_type: str
) -> None:
    answer = ask(line, *lines)
    assert answer.status == 200
    assert answer.headers["content-type"].partition(";")[0] == media_type


def test_a_page_may_be_liked_best_in_any_line(line: Connection) -> None:
    answer = ask(line, f"Accept: {CSV};q=0.5", "Accept: text/html")
    assert answer.headers["content-type"].startswith("text/html")


def test_nothing_acceptable_in_any_line_is_406(line: Connection) -> None:
    assert ask(line, "Accept: image/png", "Accept: image/gif").status == 406


@pytest.mark.parametrize(
    ("lines", "coding"),
    [
        (["Accept-Encoding: br", "Accept-Encoding: gzip"], "gzip"),
        (["Accept-Encoding: gzip;q=0.5", "Accept-Encoding: zstd"], "zstd"),
        (["Accept-Encoding: *", "Accept-Encoding: zstd;q=0"], "gzip"),
    ],
)
def test_the_coding_liked_best_may_stand_in_any_line(
    line: Connection, lines: list[str], coding: str
) -> None:
    many = target(query="SELECT ?a ?b { GRAPH ?x { ?a ?p ?b } } LIMIT 1000")
    assert ask(line, *lines, path=many).headers["content-encoding"] == coding


@pytest.mark.parametrize("path", [QUERY, f"{QUERY}&format=html", "/snapshot.nq", "/style.css"])
def test_the_tag_that_is_held_may_stand_in_any_line(line: Connection, path: str) -> None:
    tag = ask(line, path=path).headers["etag"]
    held = [f"If-None-Match: {tag}", 'If-None-Match: "another"']
    for lines in (held, held[::-1]):
        answer = ask(line, *lines, path=path)
        assert (answer.status, answer.body) == (304, b"")
    assert ask(line, 'If-None-Match: "a"', 'If-None-Match: "b"', path=path).status == 200


@pytest.mark.parametrize(("coding", "status"), [("gzip", 415), ("identity", 200)])
def test_a_coding_of_the_body_may_stand_in_any_line(
    line: Connection, coding: str, status: int
) -> None:
    lines = ["Content-Encoding: identity", f"Content-Encoding: {coding}", "Content-Length: 0"]
    media_type = "Content-Type: application/x-www-form-urlencoded"
    assert ask(line, media_type, *lines, method="POST").status == status
