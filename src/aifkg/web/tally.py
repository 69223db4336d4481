"""The tally: what a process counts by itself, told to the metrics once a second."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aifkg.engine import Lane
from aifkg.web.answers import Answers
from aifkg.web.metrics import Metrics
from aifkg.web.served import Served

_INTERVAL_S = 1.0


@asynccontextmanager
async def told(state: Any) -> AsyncIterator[None]:
    """Tell the metrics of an app's state what it serves, as long as it does, and at its end."""
    telling = asyncio.create_task(_tell_on(state))
    try:
        yield
    finally:
        telling.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await telling


async def _tell_on(state: Any) -> None:
    told = Told(state.metrics)
    try:
        while True:
            await asyncio.sleep(_INTERVAL_S)
            told.tell(state.served)
    finally:
        told.tell(state.served)


class Told:
    """What the metrics know already of the answers that are held."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._answers: Answers | None = None
        self._hits = self._misses = self._evictions = self._looked_up = 0

    def tell(self, served: Served) -> None:
        """Tell the metrics what has happened since the last time."""
        answers = served.answers
        if answers is not self._answers:
            self._answers = answers
            self._hits = self._misses = self._evictions = self._looked_up = 0
        self._metrics.hits(answers.looked_up - self._looked_up)
        hits = answers.hits + answers.looked_up
        self._metrics.cache(
            hits=hits - self._hits,
            misses=answers.misses - self._misses,
            evictions=answers.evictions - self._evictions,
            size=answers.bytes,
        )
        self._hits, self._misses, self._evictions = hits, answers.misses, answers.evictions
        self._looked_up = answers.looked_up
        for lane in Lane:
            running, waiting = served.pool.running(lane), served.pool.waiting(lane)
            self._metrics.queue(lane, running=running, waiting=waiting)
