"""Address: a question as the query of a URL, and where a trace is asked for good."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from urllib.parse import urlencode

from aifkg.names import BASE
from aifkg.trace.answer import Trace
from aifkg.trace.question import Question

Pairs = Iterable[tuple[str, str]]
PATH = "trace"


def pairs(question: Question, ends: Sequence[str] = ()) -> Iterator[tuple[str, str]]:
    """Yield the parameters of a question, also those that say what goes without saying.

    `ends` are its ends as a link names them: a name may come to stand for something else.
    """
    start, *others = ends or question.ends
    yield "from", start
    yield from (("to", end) for end in others)
    yield from (("k", str(question.k)), ("n", str(question.n)), ("order", str(question.order)))
    yield from (("via", one) for one in question.via)
    yield from (("avoid", one) for one in question.avoid)
    yield from (("only", one) for one in question.only)
    yield "valid", question.valid or ""
    yield "undated", "yes" if question.undated else "no"
    yield "detours", "yes" if question.detours else "no"


_ENDS = ("from", "to")
_USUAL = frozenset(pair for pair in pairs(Question(_ENDS)) if pair[0] not in _ENDS)


def told(given: Pairs) -> list[tuple[str, str]]:
    """Return parameters without those that say nothing, or what goes without saying."""
    return [pair for pair in given if pair[1] and pair not in _USUAL]


def query(given: Pairs) -> str:
    """Return what parameters tell as the query of a URL."""
    return urlencode(told(given), errors="replace")


def permalink(trace: Trace, shorten: Callable[[str], str], day: str = "") -> str:
    """Return where a trace is asked for good: by names that stay, of the graph that answered.

    `day` is the day of the past as of which that graph stands, if it does.
    """
    past = f"as-of/{day}/" if day else ""
    asked = query(pairs(trace.question, [shorten(end.iri) for end in trace.ends]))
    return f"{BASE}{past}{PATH}?{asked}&snapshot={trace.snapshot}"
