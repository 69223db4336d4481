"""Lettering: how much room text takes in a picture, and how it is broken into lines.

Nobody knows with which font a reader sees it, so letters count as wide as those of the widest that
systems come with.
"""

from __future__ import annotations

from unicodedata import combining, east_asian_width

from aifkg.characters import in_xml

_NARROW = frozenset("iljftrI.,:;'|!()[] ")
_BROAD = frozenset("mwMW@%&")
_ELLIPSIS = "…"


def width(text: str, size: float) -> float:
    """Return how wide a text is at most, of letters of a size."""
    return size * sum(map(_em, text))


def lines(text: str, room: float, size: float, most: int) -> list[str]:
    """Return a text as at most so many lines that fit; what is left out is told by its last."""
    found: list[str] = []
    left = " ".join(in_xml(text).split())
    while left and len(found) < most:
        end = _fitting(left, room, size)
        line, left = left[:end].rstrip(), left[end:].lstrip()
        found.append(line)
    if left:
        while found[-1] and width(found[-1] + _ELLIPSIS, size) > room:
            found[-1] = found[-1][:-1]
        found[-1] = found[-1].rstrip() + _ELLIPSIS
    return found


def _fitting(text: str, room: float, size: float) -> int:
    """Return how much of a text is its first line: whole words, or what fits of a long one."""
    end = len(text)
    taken = 0.0
    for place, letter in enumerate(text):
        taken += size * _em(letter)
        if taken > room:
            end = place
            break
    if end == len(text) or text[end] == " ":
        return end
    space = max(text.rfind(" ", 0, end), text.rfind("-", 0, end) + 1)
    return space if space > 0 else max(end, 1)


def _em(letter: str) -> float:
    if letter in _NARROW:
        return 0.4
    if letter in _BROAD:
        return 1.0
    if combining(letter):
        return 0.0
    if east_asian_width(letter) in "WF":
        return 1.05
    return 0.72 if letter.isupper() or letter.isdigit() else 0.63
