"""Filters: what a question asks beyond its ends, in a line that stands on paper too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape

from aifkg.show.dates import in_words
from aifkg.trace import Order, Question
from aifkg.web.trace.chapters import Chapter

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_PLAIN = Question(("from", "to"))


def html(question: Question, chapters: Sequence[Chapter] = ()) -> str:
    """Return what is asked beyond the ends, or nothing where that goes without saying.

    Chapters are told by what they are called: "money" stands for money and figures.
    """
    labels = {chapter.slug: f"“{chapter.label}”" for chapter in chapters}
    beyond = list(_beyond(question, labels))
    if not beyond and question.n == _PLAIN.n:
        return ""
    steps = "1 step" if question.n == 1 else f"{question.n} steps"
    said = "; ".join([f"at most {steps}", *beyond])
    return f'<p class="quiet">Asked: {escape(said)}.</p>'


def _beyond(question: Question, labels: Mapping[str, str]) -> Iterator[str]:
    via, avoid, only = (
        [labels.get(one.strip().lower(), one) for one in words]
        for words in (question.via, question.avoid, question.only)
    )
    # How many paths there may be says nothing of one picture.
    if question.k != _PLAIN.k and len(question.ends) == 2:
        yield "1 path" if question.k == 1 else f"up to {question.k} paths"
    if question.order is Order.SHORTEST:
        yield "the shortest first"
    if via:
        yield f"through {' and '.join(via)}"
    if avoid:
        yield f"without {', '.join(avoid)}"
    if only:
        yield f"only links of {', '.join(only)}"
    if question.valid:
        is_day = _DAY.fullmatch(question.valid)
        yield f"valid {'on' if is_day else 'in'} {in_words(question.valid)}"
    if not question.undated:
        yield "without links that have no date"
    if question.detours:
        yield "with detours"
