"""The metrics: what happens is tallied in plain numbers, told to the instruments once a second."""

from __future__ import annotations

import asyncio
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime

from fastapi import Request, Response

from aifkg.engine import Lane
from aifkg.web.field import field_value
from aifkg.web.instruments import BUCKETS, Instruments
from aifkg.web.outcome import OUTCOMES, method

LANES = tuple(str(lane) for lane in Lane)
REASONS = frozenset({"timeout", "memory", "gave_way", "client_left", "crashed"})
_INTERVAL_SECONDS = 1.0
_MOST_ROUTES = 100


class Metrics:
    """The metrics of one process; made after the fork, used from one thread.

    Once a second, while a loop runs, what was tallied is told to the instruments. Every label is
    one of few words: a word that is not known counts as "other".
    """

    def __init__(self, slot: str | None = None) -> None:
        self._instruments = Instruments(slot)
        self._requests: defaultdict[tuple[str, str, str], int] = defaultdict(int)
        self._times: dict[str, list[int]] = {}
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._lanes = dict.fromkeys(LANES, (0, 0))
        self._timer: asyncio.TimerHandle | None = None
        self._served: str | None = None
        self._instruments.fronts.set(1)
        for reason in REASONS:
            self._instruments.killed.labels(reason)
        self.flush()

    def request(self, route: str, verb: str, outcome: str, seconds: float) -> None:
        """Count a request; `route` is a template such as /query/{name}."""
        self._tally(route, verb, outcome, 1, bisect_left(BUCKETS, seconds), seconds)

    def hits(
        self,
        count: int,
        seconds: float = 0.0,
        *,
        route: str = "/sparql",
        verb: str = "GET",
        outcome: str = "2xx",
    ) -> None:
        """Count requests that the cache answered, by their number and the time of them all.

        None is so slow that it would not fall into the first bucket. They are also hits of the
        cache, told by `cache`.
        """
        if count:
            self._tally(route, verb, outcome, count, 0, seconds)

    def queue(self, lane: str, *, running: int, waiting: int) -> None:
        """Say how many queries of a lane run and wait now."""
        self._lanes[lane if lane in LANES else "other"] = (running, waiting)
        if self._timer is None:
            self._timer = _later(self.flush)

    def killed(self, reason: str) -> None:
        """Count an evaluator that was ended."""
        self._instruments.killed.labels(reason if reason in REASONS else "other").inc()

    def cache(self, *, hits: int, misses: int, evictions: int, size: int) -> None:
        """Add what happened in the cache since the last call, and say its size now, in bytes."""
        self._instruments.hits.inc(hits)
        self._instruments.misses.inc(misses)
        self._instruments.evictions.inc(evictions)
        self._instruments.held.set(size)

    def snapshot(self, sha256: str, built: datetime | None) -> None:
        """Say which snapshot is served from now on, and when it was built."""
        if self._served is not None:
            self._instruments.snapshot.labels(self._served).set(0)
            self._instruments.built.labels(self._served).set(0)
        self._served = sha256
        self._instruments.snapshot.labels(sha256).set(1)
        self._instruments.built.labels(sha256).set(built.timestamp() if built else 0)

    def reloaded(self, *, is_taken: bool) -> None:
        """Count a new snapshot that was taken in, or refused."""
        self._instruments.reloads.labels("taken" if is_taken else "refused").inc()

    def refused(self) -> None:
        """Count a request that was refused because its client used up its budget."""
        self._instruments.refusals.inc()

    def lost(self, lines: int) -> None:
        """Count log lines that could not be written."""
        self._instruments.lost.inc(lines)

    def flush(self) -> None:
        """Tell the instruments what was tallied."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        for labels, count in self._requests.items():
            self._instruments.requests.labels(*labels).inc(count)
        self._requests.clear()
        for route, counts in self._times.items():
            if any(counts):
                self._instruments.times.labels(route).add(counts, self._seconds.pop(route))
                counts[:] = _no_times()
        for lane, (running, waiting) in self._lanes.items():
            self._instruments.running.labels(lane).set(running)
            self._instruments.waiting.labels(lane).set(waiting)

    def render(self, accept: str = "") -> tuple[bytes, str]:
        """Return the metrics of all processes as text, and its media type."""
        self.flush()
        return self._instruments.expose(accept)

    async def answer(self, request: Request) -> Response:
        """Answer GET /metrics; reading the files of many processes leaves the loop alone."""
        self.flush()
        accept = field_value(request, "accept") or ""
        body, content_type = await asyncio.to_thread(self._instruments.expose, accept)
        headers = {"Content-Type": content_type, "Cache-Control": "no-store"}
        return Response(body, headers=headers)

    def _tally(
        self, route: str, verb: str, outcome: str, count: int, bucket: int, seconds: float
    ) -> None:
        counts = self._times.get(route)
        if counts is None:
            route, counts = self._new(route)
        if outcome not in OUTCOMES:
            outcome = "other"
        self._requests[route, method(verb), outcome] += count
        counts[bucket] += count
        self._seconds[route] += seconds
        if self._timer is None:
            self._timer = _later(self.flush)

    def _new(self, route: str) -> tuple[str, list[int]]:
        """Return the tally of a route that is new; past the most routes, that of the others."""
        if len(self._times) >= _MOST_ROUTES:
            route = "other"
        return route, self._times.setdefault(route, _no_times())


def _no_times() -> list[int]:
    """Return a tally of no request: one number for each bucket, and one for what is beyond."""
    return [0] * (len(BUCKETS) + 1)


def _later(flush: Callable[[], None]) -> asyncio.TimerHandle | None:
    """Have it called in a while, or return None where no loop runs: then whoever renders does."""
    try:
        return asyncio.get_running_loop().call_later(_INTERVAL_SECONDS, flush)
    except RuntimeError:
        return None


async def metrics(request: Request) -> Response:
    """Answer GET /metrics."""
    kept: Metrics = request.app.state.metrics
    return await kept.answer(request)
