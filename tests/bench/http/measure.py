"""Measuring: every server under the same loads, in turn, so that noise falls on all alike."""

from __future__ import annotations

import http.client
from dataclasses import dataclass
from itertools import count
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from tests.bench.load import lua, wrk
from tests.bench.load.mix import Question

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from tests.bench.load.wrk import Figures
    from tests.bench.servers.running import Running

CLIENTS = (1, 16)
ALL = "all in turn"
_RESERVED = 10_000_000
"""More forms than a run can ask for, so that no two runs share one."""


@dataclass(frozen=True)
class Cell:
    """One load: a question or all of them, asked warm or cold by so many clients."""

    question: str
    is_warm: bool
    clients: int


@dataclass(frozen=True)
class Effort:
    """How often a load is measured, and for how many seconds."""

    runs: int
    seconds: int

    @property
    def each(self) -> int:
        """Seconds of a run of one question; the mix as a whole takes all of them."""
        return max(1, self.seconds // 3)


Taken = dict[Cell, dict[str, "Figures"]]


class Bench:
    """Servers under load, and the forms of questions that were used up."""

    def __init__(
        self, servers: Sequence[Running], factories: Sequence[str], effort: Effort
    ) -> None:
        self._servers = servers
        self._factories = factories
        self._effort = effort
        self._first = count(_RESERVED, _RESERVED)

    def measure(
        self,
        questions: Sequence[Question],
        failing: Mapping[str, set[str]],
        tell: Callable[[str], None],
    ) -> Taken:
        """Return the figures of each load, by server; what a server fails at it is not asked."""
        taken: Taken = {}
        for cell in _cells(questions):
            tell(f"{cell.question}, {'warm' if cell.is_warm else 'cold'}, {cell.clients} clients")
            asked = [one for one in questions if cell.question in (one.name, ALL)]
            names = {one.name for one in asked}
            able = [
                server
                for server in self._servers
                if (server.is_endpoint or cell.is_warm)
                and not names & failing.get(server.name, set())
            ]
            taken[cell] = self._interleaved(cell, asked, able)
        return taken

    def unchanged(
        self, question: Question, holder: Running, tags: Mapping[str, str], other: Running
    ) -> dict[int, tuple[Figures, Figures]]:
        """Return, by clients, the figures of a 304 and of another server's whole answer."""
        found = {}
        for clients in CLIENTS:
            runs: list[tuple[Figures, Figures]] = []
            for _ in range(self._effort.runs):
                held = lua.warm(holder, [question], tags)
                whole = lua.warm(other, [question])
                runs.append(
                    (self._drive(held, holder, clients), self._drive(whole, other, clients))
                )
            found[clients] = (
                wrk.combine([ours for ours, _ in runs]),
                wrk.combine([theirs for _, theirs in runs]),
            )
        return found

    def first_byte(self, question: Question, media_type: str) -> dict[str, tuple[float, float]]:
        """Return, by server, the seconds to the first byte of a long answer, and to its last."""
        taken: dict[str, list[tuple[float, float]]] = {}
        for _ in range(self._effort.runs):
            for server in self._servers:
                if server.is_endpoint:
                    form = question.form(next(self._first), self._factories)
                    once = _first_byte(server, form, media_type)
                    taken.setdefault(server.name, []).append(once)
        return {
            name: (median(first for first, _ in runs), median(last for _, last in runs))
            for name, runs in taken.items()
        }

    def _interleaved(
        self, cell: Cell, asked: Sequence[Question], servers: Sequence[Running]
    ) -> dict[str, Figures]:
        runs: dict[str, list[Figures]] = {server.name: [] for server in servers}
        seconds = self._effort.seconds if cell.question == ALL else self._effort.each
        for _ in range(self._effort.runs):
            for server in servers:
                if any(run.seconds > wrk.LONGER / 2 > seconds for run in runs[server.name]):
                    continue  # a server this slow is measured once
                script = self._script(server, asked, is_warm=cell.is_warm)
                figures = wrk.drive(script, server.authority, cell.clients, seconds)
                runs[server.name].append(figures)
        return {name: wrk.combine(figures) for name, figures in runs.items()}

    def _script(self, server: Running, asked: Sequence[Question], *, is_warm: bool) -> str:
        if is_warm:
            return lua.warm(server, asked)
        return lua.cold(server, asked, self._factories, next(self._first))

    def _drive(self, script: str, server: Running, clients: int) -> Figures:
        return wrk.drive(script, server.authority, clients, self._effort.each)


def _cells(questions: Sequence[Question]) -> Iterator[Cell]:
    for name in (*(one.name for one in questions), ALL):
        for is_warm in (True, False):
            for clients in CLIENTS:
                yield Cell(name, is_warm, clients)


def _first_byte(server: Running, query: str, media_type: str) -> tuple[float, float]:
    """Return the seconds to the first byte of the body and to the last."""
    connection = http.client.HTTPConnection(server.authority, timeout=120)
    try:
        since = perf_counter()
        connection.request("GET", server.url("", query), headers={"Accept": media_type})
        response = connection.getresponse()
        response.read(1)
        first = perf_counter() - since
        while response.read(1 << 16):
            pass
        if response.status != 200:
            return float("inf"), float("inf")
        return first, perf_counter() - since
    finally:
        connection.close()
