"""How text is broken into lines."""

from __future__ import annotations

import pytest

from aifkg.web.trace.lettering import lines, width


@pytest.mark.parametrize(
    "text",
    [
        "Draghi report",
        "x" * 300,
        "Launch of the European Declaration",
        "日本語の名前" * 9,
        "W" * 40,
    ],
)
def test_no_line_is_wider_than_its_room(text: str) -> None:
    found = lines(text, 100, 13, 4)
    assert 1 <= len(found) <= 4
    assert all(width(line, 13) <= 100 for line in found)


def test_words_are_kept_whole_where_they_fit() -> None:
    assert lines("European Union of states", 110, 13, 4) == ["European Union", "of states"]


def test_what_is_left_out_is_told() -> None:
    assert lines("one two three four five six", 60, 13, 2)[-1].endswith("…")
    assert not lines("one two", 60, 13, 2)[-1].endswith("…")


def test_what_xml_cannot_hold_is_replaced() -> None:
    assert lines("a\x00b\x0bc", 60, 13, 2) == ["a\ufffdb\ufffdc"]
