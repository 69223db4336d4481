"""The recorder: has it noted which snapshots are served, so that what changed can be told.

One process of the server does so, when it begins to serve a snapshot. The first of all is noted on
the spot; to compare another with the one before is an errand.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys

from aifkg.changes import History
from aifkg.web.errand import run
from aifkg.web.served import Served
from aifkg.web.times import written

_LIMIT_S = 600.0
_NOTING = ("0", None)
"""The process that notes: the first of several, or the only one."""


class Recorder:
    """What is being noted."""

    def __init__(self, slot: str | None) -> None:
        self._notes = slot in _NOTING
        self._task: asyncio.Task[None] | None = None

    def begin(self, served: Served) -> None:
        """Note what is served from now on; what was being noted before goes on."""
        if self._notes:
            before = self._task
            self._task = asyncio.get_running_loop().create_task(_note(served, before))

    async def aclose(self) -> None:
        """End what is under way."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task


def history_of(served: Served) -> History:
    """Return the history that a snapshot belongs to."""
    return History.beside(served.offer.snapshot, served.manifest.get("as_of"))


async def _note(served: Served, before: asyncio.Task[None] | None) -> None:
    """Note a snapshot after the one before; where that fails, say so and serve on."""
    if before is not None:
        await asyncio.wait([before])
    history = history_of(served)
    editions = await asyncio.to_thread(history.editions)
    if editions and editions[0].sha256 == served.sha256:
        return
    why = await (_compared if editions else _first)(served, history)
    if why:
        sys.stderr.write(f"What this snapshot changes is not noted: {why}\n")
        sys.stderr.flush()


async def _first(served: Served, history: History) -> str:
    """Note the first snapshot, with which none is compared; return why that failed, or nothing."""
    offer = served.offer
    try:
        await asyncio.to_thread(history.note, offer.snapshot, offer.sha256, written(offer.built))
    except OSError as error:
        return f"{error.strerror or error}."
    return ""


async def _compared(served: Served, history: History) -> str:
    """Have the snapshot compared with the one before; return why that failed, or nothing."""
    snapshot = str(served.offer.snapshot.resolve())
    words = (snapshot, served.sha256, written(served.offer.built), history.name)
    return await run(served.settings, "aifkg.changes", *words, seconds=_LIMIT_S)
