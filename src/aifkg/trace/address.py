"""Address: a question as the query of a URL, the same for the same question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

from aifkg.trace.question import Order, Question

_DEFAULT = Question(("from", "to"))


def query(question: Question, ends: Sequence[str]) -> str:
    """Return the parameters of a question, those that say what goes without saying left out.

    `ends` are its ends as a link names them: a name may come to stand for something else.
    """
    return urlencode(list(_parameters(question, ends)), errors="replace")


def _parameters(question: Question, ends: Sequence[str]) -> Iterator[tuple[str, str]]:
    yield "from", ends[0]
    yield from (("to", end) for end in ends[1:])
    if question.k != _DEFAULT.k:
        yield "k", str(question.k)
    if question.n != _DEFAULT.n:
        yield "n", str(question.n)
    if question.order is not Order.SPECIFIC:
        yield "order", str(question.order)
    yield from (("via", one) for one in question.via)
    yield from (("avoid", one) for one in question.avoid)
    yield from (("only", one) for one in question.only)
    if question.valid is not None:
        yield "valid", question.valid
    if not question.undated:
        yield "undated", "no"
    if question.detours:
        yield "detours", "yes"
