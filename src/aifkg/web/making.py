"""A making: the graph of a past day on its way, built by a command first and loaded then."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import BinaryIO

from aifkg.engine import Launcher, opened
from aifkg.library import Library
from aifkg.web.child import Child
from aifkg.web.generation import Generation
from aifkg.web.renewal import Renewal
from aifkg.web.served import Offer, load_of
from aifkg.web.settings import Settings

LONGEST_S = 120
"""How long a graph may take until it is there."""
_BUILD_BYTES = 4 << 30
_NICE = 19


class Making:
    """The graph of one day, and the server processes that wait for it."""

    def __init__(self, settings: Settings, command: Sequence[str], day: str, first: Child) -> None:
        """Start the command, which is put the day behind it; raise EngineClosed where that fails.

        It finds the graph where it was built before, and builds it where not.
        """
        self.day = day
        self.waiting = [first]
        self.began = time.monotonic()
        self._settings = settings
        self._file: BinaryIO | None = None
        self.stage: Renewal | Launcher = Renewal([*command, day])
        """What is waited for now, by its file descriptor."""
        _bound(self.stage.pid)

    def proceed(self) -> Generation | None:
        """Do what can be done without waiting; return the graph, or None where it is not there yet.

        Raise EngineError or OSError where it never will be.
        """
        stage = self.stage
        if isinstance(stage, Renewal):
            if stage.has_ended():
                self._load(stage)
            return None
        stage.wait()
        if self._file is None:
            raise ValueError("a graph is loaded from no file")
        return Generation(self._settings, Library({}), self._offer, self._file, stage)

    def end(self) -> None:
        """End what runs for it."""
        if isinstance(self.stage, Renewal):
            self.stage.close()
        else:
            self.stage.kill()
        if self._file is not None:
            self._file.close()

    def release(self) -> None:
        """Let go of it in a process that was forked, where it is another's."""
        if isinstance(self.stage, Launcher):
            self.stage.release()
        if self._file is not None:
            self._file.close()

    def _load(self, built: Renewal) -> None:
        snapshot, manifest = built.result()
        self._file, sha256 = opened(snapshot)
        self._offer = Offer.read(snapshot, sha256, manifest)
        self.stage = Launcher.begin(load_of(self._settings, snapshot), self._file)
        built.close()


def _bound(pid: int) -> None:
    """Let a build have the machine's leftover time, and no more memory than it may need."""
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, pid, _NICE)
    limit: Callable[..., object] | None = getattr(resource, "prlimit", None)
    if limit is not None:
        with suppress(OSError):
            limit(pid, resource.RLIMIT_AS, (_BUILD_BYTES, _BUILD_BYTES))
            limit(pid, resource.RLIMIT_CPU, (LONGEST_S, LONGEST_S))
