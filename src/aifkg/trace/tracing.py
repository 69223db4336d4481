"""Tracing: a question about how things are connected, answered from one loaded graph."""

from __future__ import annotations

from time import monotonic

from aifkg.engine import EmbeddedEngine
from aifkg.names import PrefixTable
from aifkg.trace.answer import Limits, Trace
from aifkg.trace.ends import End, relational, stop
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
        seen = view(
            self.network,
            limited,
            self.meaning.required(question, meant, limited),
            by_length=question.order is Order.SHORTEST,
        )
        ends = [_end(seen, limited, place, one) for place, one in enumerate(meant)]
        deadline = float("inf") if seconds is None else monotonic() + seconds
        budget = Budget(MOST_LOOKED_AT, deadline)
        found = _search(seen, ends, question, budget)
        making = Making(self.meaning, self.facts, seen, ends, meant)
        paths = making.paths(found.paths)
        explanation, ended_by = None, found.ended_by
        if not found.paths:
            explanation, ended_by = explain(
                self.meaning, seen, limited, meant, ends, question, budget, ended_by
            )
        limits = Limits(
            question.k,
            question.n,
            found.looked_at,
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


def _end(seen: View, limited: Limited, place: int, meant: Meant) -> End:
    if meant.number is not None:
        return stop(seen, meant.number)
    own = [
        one
        for one in meant.own
        if limited.takes(one.relation.term, meant.thing.kind)
        and limited.keeps(one.since, one.until)
    ]
    return relational(seen, meant.thing.iri, place, own)


def _search(seen: View, ends: list[End], question: Question, budget: Budget) -> Search:
    if len(ends) == 2:
        detours = question.detours
        return best(seen, ends[0], ends[1], question.k, question.n, budget, detours=detours)
    return picture(seen, ends, budget)
