"""Range headers: which bytes they ask for."""

from __future__ import annotations

import pytest

from aifkg.web.span import NotSatisfiable, Span, asked


@pytest.mark.parametrize(
    ("header", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=0-9", 0, 10),
        ("bytes=3-5", 3, 6),
        ("bytes=3-", 3, 10),
        ("bytes=9-999999999999", 9, 10),
        ("bytes=-4", 6, 10),
        ("bytes=-400", 0, 10),
        ("bytes= 3-5 ", 3, 6),
    ],
)
def test_a_range_is_read(header: str, start: int, end: int) -> None:
    assert asked(header, 10) == Span(start, end, 10)


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=5-3",
        "bytes=a-b",
        "bytes=0-1,4-5",
        "bytes=+1-2",
        "lines=0-1",
        "bytes=\u0661-",
        "bytes=" + "9" * 5_000 + "-",
    ],
)
def test_what_is_no_single_range_asks_for_all(header: str | None) -> None:
    assert asked(header, 10) is None


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=10-20", "bytes=-0"])
def test_a_range_past_the_end_cannot_be_satisfied(header: str) -> None:
    with pytest.raises(NotSatisfiable, match="10 bytes"):
        asked(header, 10)


def test_no_range_of_an_empty_file_can_be_satisfied() -> None:
    for header in ("bytes=0-", "bytes=-1"):
        with pytest.raises(NotSatisfiable):
            asked(header, 0)


def test_a_span_says_its_length_and_place() -> None:
    span = Span(3, 6, 10)
    assert (span.length, span.content_range) == (3, "bytes 3-5/10")
