"""The maker: has the dump of a snapshot made, by a process of its own that cannot hurt this one.

It runs when a dump is first asked for. Of all server processes one at a time has a dump made, which
the stock sees to; here is seen to when one begins, ends, fails and is ended.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import time

from aifkg.dump import Index, Stock
from aifkg.dump.stock import BUSY
from aifkg.web.errand import run
from aifkg.web.served import Served

_AGAIN_S = 60.0
"""How long a failure stands before it is tried again."""
_APART_S = 2.0
"""How long nobody is started after one: the dump may be in the making by another process."""


class Maker:
    """What one server process has made, and what has failed."""

    def __init__(self) -> None:
        self._task: asyncio.Task[None] | None = None
        self._makes = ""
        self._began = -_APART_S
        self._failed: dict[str, tuple[float, str]] = {}

    async def index(self, served: Served) -> Index | None:
        """Return the index of what is served, or None where there is no dump of it yet."""
        stock = Stock.beside(served.offer.snapshot)
        return await asyncio.to_thread(stock.index, served.sha256)

    def failure(self, served: Served) -> str:
        """Return why there is no dump of what is served, as long as that is not tried again."""
        at, why = self._failed.get(served.sha256, (0.0, ""))
        return why if why and time.monotonic() - at < _AGAIN_S else ""

    def begin(self, served: Served) -> None:
        """Have a dump made of what is served, unless that is under way; one of another is ended."""
        if self._task is not None and not self._task.done():
            if self._makes == served.sha256:
                return
            self._task.cancel()
        elif self._makes == served.sha256 and time.monotonic() - self._began < _APART_S:
            return
        self._makes, self._began = served.sha256, time.monotonic()
        self._task = asyncio.get_running_loop().create_task(self._make(served))

    def end(self) -> None:
        """End what is under way, without waiting for it."""
        if self._task is not None:
            self._task.cancel()

    async def aclose(self) -> None:
        """End what is under way."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _make(self, served: Served) -> None:
        why = await _made(served)
        self._failed.clear()
        if why:
            self._failed[served.sha256] = (time.monotonic(), why)
            sys.stderr.write(f"The downloads could not be made: {why}\n")
            sys.stderr.flush()


async def _made(served: Served) -> str:
    """Run the process; return why it failed, or nothing."""
    settings = served.settings
    words = (str(served.offer.snapshot.resolve()), served.sha256)
    seconds = settings.dump_seconds
    return await run(settings, "aifkg.dump", *words, seconds=seconds, passing=(BUSY,))
