"""Tracing: a question about how things are connected, answered from one loaded graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from time import monotonic

from aifkg.engine import EmbeddedEngine
from aifkg.names import PrefixTable
from aifkg.trace.answer import Explanation, Limits, Trace
from aifkg.trace.ends import NOWHERE, End, OwnLink, relational, stop
from aifkg.trace.explaining import explain
from aifkg.trace.facts import Facts
from aifkg.trace.making import Making
from aifkg.trace.meaning import Meaning, Meant
from aifkg.trace.picture import picture
from aifkg.trace.question import Order, Question
from aifkg.trace.reading import read
from aifkg.trace.search import Budget, Search, best
from aifkg.trace.undated import counted
from aifkg.trace.view import Limited, View, view

MOST_LOOKED_AT = 100_000
"""Partial paths that one search looks at."""


@dataclass(frozen=True, slots=True)
class _Tried:
    """What was looked at, between which ends, and what a search for paths gave."""

    limited: Limited
    view: View
    ends: Sequence[End]
    found: Search


class Tracer:
    """The network of one graph, with what is known of its things and links."""

    def __init__(self, engine: EmbeddedEngine, prefixes: PrefixTable) -> None:
        self.network = read(engine)
        self.facts = Facts(engine)
        self.meaning = Meaning(engine, prefixes, self.network)

    def trace(self, question: Question, snapshot: str = "", seconds: float | None = None) -> Trace:
        """Return the paths that answer a question, or why there are none.

        `snapshot` is the hash of the graph, for the answer to name. Past `seconds` the answer is
        what was found until then, and says so. Raise QuestionError where the question names what
        is not there, or breaks a rule.
        """
        meant = self.meaning.ends(question)
        limited = self.meaning.limited(question, meant)
        deadline = float("inf") if seconds is None else monotonic() + seconds
        budget = Budget(MOST_LOOKED_AT, deadline)
        tried = self._try(question, meant, limited, budget)
        explanation, ended_by = self._why(question, meant, tried, budget)
        if limited.own and explanation and not (explanation.needed_steps or ended_by):
            # What only a thing itself joins to it is better told than not.
            tried = self._try(question, meant, replace(limited, own=frozenset()), budget)
            explanation, ended_by = self._why(question, meant, tried, budget)
        making = Making(self.meaning, self.facts, tried.view, tried.ends, meant)
        paths = making.paths(tried.found.paths)
        limits = Limits(
            question.k,
            question.n,
            tried.found.looked_at,
            MOST_LOOKED_AT,
            seconds,
            ended_by,
            counted(question, paths),
        )
        return Trace(
            question,
            tuple(one.thing for one in meant),
            paths,
            limits,
            explanation,
            snapshot,
        )

    def _try(
        self, question: Question, meant: Sequence[Meant], limited: Limited, budget: Budget
    ) -> _Tried:
        seen = view(
            self.network,
            limited,
            self.meaning.required(question, meant, limited),
            by_length=question.order is Order.SHORTEST,
        )
        ends = _ends(seen, limited, meant)
        return _Tried(limited, seen, ends, _search(seen, ends, question, budget))

    def _why(
        self, question: Question, meant: Sequence[Meant], tried: _Tried, budget: Budget
    ) -> tuple[Explanation | None, str | None]:
        """Return why there is no path, if there is none, and the limit that ended the search."""
        ended_by = tried.found.ended_by
        if tried.found.paths:
            return None, ended_by
        limits = tried.view, tried.limited
        return explain(self.meaning, *limits, meant, tried.ends, question, budget, ended_by)


def _ends(seen: View, limited: Limited, meant: Sequence[Meant]) -> list[End]:
    keys = {one.thing.iri: -1 - place for place, one in enumerate(meant) if one.number is None}
    return [
        stop(seen, one.number)
        if one.number is not None
        else relational(seen, one.thing.iri, place, _own(one, limited, keys), one.thing.kind)
        for place, one in enumerate(meant)
    ]


def _own(meant: Meant, limited: Limited, keys: Mapping[str, int]) -> list[OwnLink]:
    """Return the links of a relational thing that are looked at, to stops and to other ends."""
    found = (
        replace(link, other=keys.get(other, link.other))
        for other, link in meant.own
        if limited.takes(link.relation.term, meant.thing.kind)
        and limited.keeps(link.since, link.until)
    )
    return [link for link in found if link.other != NOWHERE]


def _search(seen: View, ends: list[End], question: Question, budget: Budget) -> Search:
    if len(ends) == 2:
        detours = question.detours
        return best(seen, ends[0], ends[1], question.k, question.n, budget, detours=detours)
    return picture(seen, ends, budget)
