"""The cut into tokens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aifkg.engine.tokens import Kind, place, significant, tokenize


@given(st.text(alphabet="ab{}()<>\"'#?:@\\\n .^|&1é"))
def test_every_character_is_in_exactly_one_token(text: str) -> None:
    assert "".join(token.text for token in tokenize(text)) == text


PIECES = [
    '"',
    "'",
    '"a\\',
    '"""a\\',
    "a-",
    "<a",
    "<\\u0041",
    "\\u00",
    "1.",
    "@a-",
    "?",
    "a:",
    "''a",
]


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("end", ["", ">", ":", '"', "\n"])
def test_a_long_text_is_cut_whatever_it_is(piece: str, end: str) -> None:
    """In a time that grows with its square, the suite would not end."""
    text = "<" + piece * (200_000 // len(piece)) + end
    assert sum(len(token.text) for token in tokenize(text)) == len(text)


@pytest.mark.parametrize("text", ['"a', "'a\\'", '"""a"" "', "'''''a"])
def test_an_unclosed_string_is_one_open_token(text: str) -> None:
    assert [(token.kind, token.text) for token in tokenize(text)] == [(Kind.OPEN, text)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('"a { b"', Kind.STRING),
        ("'it\\'s {'", Kind.STRING),
        ('"""two\n"lines" {"""', Kind.STRING),
        ("'''a'b''{'''", Kind.STRING),
        ('""', Kind.STRING),
        ("<http://e.org/a(b)>", Kind.IRI),
        ("# a { comment", Kind.SPACE),
        ("ex:a\\'b", Kind.NAME),
        ("?name", Kind.VARIABLE),
        ("@en-GB", Kind.LANGUAGE),
        ("1.5e3", Kind.NUMBER),
        ("SELECT", Kind.WORD),
        ("<<(", Kind.MARK),
    ],
)
def test_a_piece_is_one_token(text: str, kind: Kind) -> None:
    assert [(token.kind, token.text) for token in tokenize(text)] == [(kind, text)]


def test_less_than_is_no_iri() -> None:
    assert [token.text for token in significant("?a < ?b && ?c > 1")] == [
        "?a", "<", "?b", "&&", "?c", ">", "1",
    ]  # fmt: skip


def test_place_counts_characters_from_one() -> None:
    assert place("é\nab{", 4) == (2, 3)
