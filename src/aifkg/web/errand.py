"""An errand: a process of its own that does what would hold up a server, and cannot hurt it.

It gives up the network, is bounded in memory and time and ends with this process.
"""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Collection

from aifkg.web.settings import Settings

_MOST_SAID = 400


async def run(
    settings: Settings, module: str, *words: str, seconds: float, passing: Collection[int] = ()
) -> str:
    """Run a module with these words; return why it failed, or nothing.

    After the words it is told the most bytes and seconds that it has, and who began it. Codes that
    are `passing` are no failure.
    """
    bounds = [str(int(settings.memory_bytes)), str(int(seconds) + 1), str(os.getpid())]
    command = [sys.executable, "-P", "-m", module, *words, *bounds]
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL
        )
    except OSError as error:
        return f"No process can be started: {error.strerror}."
    try:
        async with asyncio.timeout(seconds):
            out, _ = await process.communicate()
    except TimeoutError:
        return f"It did not end within {seconds:g} s."
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode in (0, *passing):
        return ""
    said = out[:_MOST_SAID].decode("utf-8", "replace").strip()
    return said or f"Its process ended with code {process.returncode}."
