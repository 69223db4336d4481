"""Faults: evaluators killed at random, and reloads, while the server answers."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from typing import TYPE_CHECKING

from tests.bench.servers.process import children, command_line, tree

if TYPE_CHECKING:
    from random import Random

    from tests.bench.soak.tally import Tally

_ZYGOTE = "aifkg.engine.zygote"
RELOAD_SECONDS = 20.0


def evaluators(pid: int) -> list[int]:
    """Return the processes that evaluate: what the zygotes below a server forked."""
    below = {one for one in tree(pid) if _ZYGOTE in command_line(one)}
    forked = {child for one in below for child in children(one)}
    return sorted(forked & below)


async def kill_until(stop: asyncio.Event, pid: int, tally: Tally, random: Random) -> None:
    """Kill an evaluator every second or so."""
    while not await _is_set_within(stop, random.uniform(0.5, 1.5)):
        found = evaluators(pid)
        if found:
            with contextlib.suppress(ProcessLookupError):
                os.kill(random.choice(found), signal.SIGKILL)
                tally.killed += 1


async def watch_until(stop: asyncio.Event, pid: int, tally: Tally) -> None:
    """End the soak where the server has ended."""
    while not await _is_set_within(stop, 0.5):
        if not command_line(pid):
            tally.fault("server ended", f"process {pid} ran no more")
            stop.set()


async def reload_until(stop: asyncio.Event, pid: int, tally: Tally) -> None:
    """Tell the server to take in its snapshot anew, over and over."""
    while not await _is_set_within(stop, RELOAD_SECONDS):
        os.kill(pid, signal.SIGHUP)
        tally.reloads += 1


async def _is_set_within(event: asyncio.Event, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return False
    return True
