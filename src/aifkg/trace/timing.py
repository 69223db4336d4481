"""Timing: the days that links are told with."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from aifkg.trace.network import Numbers
from aifkg.trace.relation import OBJECT, SUBJECT, Relation
from aifkg.trace.tables import Days, Tables
from aifkg.trace.terms import Terms

ALWAYS = (1, 3652059)
"""The first and the last day that a date can be, as ordinals."""


class Timing:
    """The days of all things by property, each property read when it is first asked for."""

    def __init__(self, tables: Tables, terms: Terms) -> None:
        self._tables = tables
        self._terms = terms
        self._days: dict[str, Days] = {}

    def of_statements(
        self, relation: Relation, subject: Numbers, object_: Numbers
    ) -> tuple[Numbers, Numbers]:
        """Return the days on which statements hold, 0 and 0 where none is known.

        What they are told with is the day of an act, such as a selection: it holds from then on.
        """
        told = [path for path in relation.inner if len(path) > 1]
        first, last = np.full(len(subject), _NONE), np.zeros(len(subject), dtype=np.int32)
        for end, at in ((SUBJECT, subject), (OBJECT, object_)):
            names = {path[1] for path in told if path[:1] == end} & self._terms.plain.names
            if names:
                first = np.minimum(first, self._first(names)[at])
                last = np.maximum(last, self._last(names)[at])
        since = np.where(last, first, 0).astype(np.int32)
        return since, np.where(last, ALWAYS[1], 0).astype(np.int32)

    def of_nodes(self, relation: Relation, node: Numbers) -> tuple[Numbers, Numbers]:
        """Return the days that things of a relational class are told with, 0 and 0 for none.

        Without an end it is valid at most until the day by which it had ended, if one is known.
        """
        every = {path[0] for path in relation.inner} & self._terms.plain.names
        told = every - self._terms.plain.over
        since = self._first(told & self._terms.plain.beginning)[node]
        until = self._last(told & self._terms.plain.ending)[node]
        until = np.where(until > 0, until, self._last(every & self._terms.plain.over)[node])
        first, last = self._first(told)[node], self._last(told)[node]
        is_bounded = (since < _NONE) | (until > 0)
        since = np.where(since < _NONE, since, ALWAYS[0])
        until = np.where(until > 0, until, ALWAYS[1])
        around = np.where(last, first, 0)
        return np.where(is_bounded, since, around), np.where(is_bounded, until, last)

    def _first(self, names: Iterable[str]) -> Numbers:
        """Return the first day of each thing by any of these properties."""
        first = np.full(len(self._tables), _NONE)
        for name in names:
            days = self._of(name)
            np.minimum.at(first, days.of, days.first)
        return first

    def _last(self, names: Iterable[str]) -> Numbers:
        last = np.zeros(len(self._tables), dtype=np.int32)
        for name in names:
            days = self._of(name)
            np.maximum.at(last, days.of, days.last)
        return last

    def _of(self, name: str) -> Days:
        if name not in self._days:
            self._days[name] = self._tables.days(name)
        return self._days[name]


_NONE = np.int32(np.iinfo(np.int32).max)
