"""The nearest: which of the words that exist somebody may have meant; knows words alone."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_MOST = 3
# The share of letters in common from which two words look alike, as difflib measures it.
_ALIKE = 0.8
# Of two letters half are wrong after one slip, and a long word is no slip of the pen.
_SHORTEST, _LONGEST = 3, 100


def nearest(word: str, known: Iterable[str], most: int = _MOST) -> tuple[str, ...]:
    """Return the known words that look like one, the likest first; case does not count."""
    if not _SHORTEST <= len(word) <= _LONGEST:
        return ()
    folded = word.casefold()
    matcher = difflib.SequenceMatcher(autojunk=False)
    matcher.set_seq2(folded)
    scored = []
    for one in known:
        score = _likeness(matcher, folded, one.casefold())
        if score > 0:
            scored.append((-score, one))
    return tuple(one for _, one in sorted(scored)[:most])


def did_you_mean(suggestions: Iterable[str]) -> str:
    """Return the question that ends a message, or "" where nothing is suggested."""
    offered = " or ".join(f'"{one}"' for one in suggestions)
    return f"did you mean {offered}?" if offered else ""


def _likeness(matcher: difflib.SequenceMatcher[str], word: str, other: str) -> float:
    """Return a score above 0 where the words look alike or are one slip apart."""
    matcher.set_seq1(other)
    if matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE:
        score = matcher.ratio()
        if score >= _ALIKE:
            return score
    return _ALIKE / 2 if is_slip(word, other) else 0


def is_slip(word: str, other: str) -> bool:
    """Whether one letter was added, left out or changed, or two neighbours were swapped.

    Case does not count.
    """
    word, other = word.casefold(), other.casefold()
    if abs(len(word) - len(other)) > 1 or len(other) < _SHORTEST:
        return False
    same = next(
        (i for i, pair in enumerate(zip(word, other, strict=False)) if len(set(pair)) > 1), -1
    )
    if same < 0:
        return True
    rest, others = word[same:], other[same:]
    swapped = rest[1::-1] + rest[2:]
    return rest[1:] == others[1:] or rest[1:] == others or rest == others[1:] or swapped == others
