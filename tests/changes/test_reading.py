"""Reading a snapshot subject by subject."""

from __future__ import annotations

import pytest

from aifkg.changes import ReadingError, subjects
from aifkg.changes.reading import bare, literal


def test_the_default_graph_alone_is_read() -> None:
    lines = [
        '<http://e.org/a/b> <http://e.org/p> "1" .\n',
        "<http://e.org/a> <http://e.org/p> <http://e.org/b> .\n",
        "<http://e.org/a> <http://e.org/p> <http://e.org/c> <http://e.org/passage> .\n",
        '<http://e.org/z> <http://e.org/p> "stated" <http://e.org/passage> .\n',
    ]
    found = dict(subjects(lines))
    assert found["<http://e.org/a>"] == {"http://e.org/p": frozenset({"<http://e.org/b>"})}
    assert list(found) == ["<http://e.org/a/b>", "<http://e.org/a>"]


@pytest.mark.parametrize(
    "lines",
    [
        ["no statement"],
        ["<a> <b> .\n"],
        ['<a> <b> "open .\n'],
        ["\n"],
        ["<b> <p> <c> .\n", "<a> <p> <c> .\n"],
    ],
    ids=repr,
)
def test_what_is_no_snapshot_is_refused(lines: list[str]) -> None:
    with pytest.raises(ReadingError):
        list(subjects(lines))


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ('"a \\"b\\" \\\\ \\n \\u00e9 \\U0001F600"@en', 'a "b" \\ \n é \U0001f600'),
        ('"2024"^^<http://e.org/gYear>', "2024"),
        ('"\\UFFFFFFFF"', "\\UFFFFFFFF"),
        ("<http://e.org/a>", "http://e.org/a"),
    ],
)
def test_a_term_is_its_text(term: str, text: str) -> None:
    assert bare(term) == text


def test_a_link_is_no_literal() -> None:
    assert literal("<http://e.org/a>") is None
    assert literal('"a"@en') == ("a", "en", "")
