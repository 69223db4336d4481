"""The archive: graphs of past days, made when a server process asks for one, and let go again.

One is made at a time for all processes, by a command that builds it where it is on no disk yet. It
is loaded like the present graph, into a zygote that all processes share; a few are held at once.
The supervisor's: nothing here waits, and what takes too long is ended.
"""

from __future__ import annotations

import os
import resource
import selectors
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import BinaryIO

from aifkg.engine import EngineClosed, EngineError, Launcher, opened
from aifkg.library import Library
from aifkg.web.child import Child
from aifkg.web.generation import Generation
from aifkg.web.renewal import Renewal
from aifkg.web.served import Offer, load_of
from aifkg.web.settings import Settings

_MAKING_S = 120.0
"""How long a graph may take until it is there."""
_BUILD_BYTES = 4 << 30
_NICE = 19
_QUIET_S = 1.0
"""A graph that was asked within this time gives way to no other."""
_IDLE_S = 600.0
"""A graph that nobody asks for so long is let go."""
_PAUSE_S = 5.0
"""For how long a graph that could not be made is not tried again."""
_SOON_S = 2


@dataclass(eq=False)
class Making:
    """A graph on its way: built by a command first, loaded by a zygote then."""

    day: str
    began: float
    waiting: list[Child]
    renewal: Renewal | None = None
    offer: Offer | None = None
    file: BinaryIO | None = None
    launcher: Launcher | None = None


@dataclass(eq=False)
class Held:
    """A graph that is loaded."""

    generation: Generation
    used: float = field(default_factory=time.monotonic)


class Archive:
    """The graphs that are held, the one that is made, and those that are leaving."""

    def __init__(
        self,
        settings: Settings,
        command: Sequence[str],
        children: Mapping[int, Child],
        selector: selectors.BaseSelector,
    ) -> None:
        """Tell the `children`, as they are by then; `command` builds the day put behind it."""
        self._settings = settings
        self._command = command
        self._children = children
        self._selector = selector
        self._held: dict[str, Held] = {}
        self._making: Making | None = None
        self._leaving: list[Generation] = []
        self._failed: dict[str, tuple[float, str]] = {}
        self._is_closed = False

    # What the supervisor has it do

    def ask(self, child: Child, day: str) -> None:
        """Give a process the graph of a day, now or once it is there, or say why not."""
        held = self._held.get(day)
        if held is not None:
            held.used = time.monotonic()
            self._offer(held.generation, child, day, 0.0)
        elif self._making is not None and self._making.day == day:
            self._making.waiting.append(child)
        else:
            why, wait = self._hindrance(day)
            if why:
                _refuse([child], day, why, wait)
            else:
                self._begin(child, day)

    def note_used(self, day: str) -> None:
        """Note that a graph is asked still."""
        if day in self._held:
            self._held[day].used = time.monotonic()

    def attach(self, child: Child, number: int) -> None:
        """Give a process another line to the zygote of a graph that is held."""
        for held in self._held.values():
            if held.generation.number == number:
                with suppress(EngineError, OSError), held.generation.attach() as control:
                    child.channel.send({"renewed": number}, control)

    def patience(self) -> float | None:
        """Return when there is something to end, on the clock; None where there is nothing."""
        times = [held.used + _IDLE_S for held in self._held.values()]
        if self._making is not None:
            times.append(self._making.began + _MAKING_S)
        return min(times, default=None)

    def end_the_late(self) -> None:
        """End what takes too long, and let go of what nobody asks."""
        now = time.monotonic()
        if self._making is not None and now >= self._making.began + _MAKING_S:
            self._fail(f"It was not ready after {_MAKING_S:g} s.")
        for day, held in tuple(self._held.items()):
            if now >= held.used + _IDLE_S:
                self._let_go(day)

    def forget(self) -> None:
        """Let go of every graph: the data have changed."""
        self._failed.clear()
        self._fail("The data have changed meanwhile.")
        self._failed.clear()
        for day in tuple(self._held):
            self._let_go(day)

    def reap(self) -> None:
        """Forget the graphs whose zygotes have ended."""
        self._leaving = [generation for generation in self._leaving if not generation.has_ended]

    def cancel(self) -> None:
        """Make nothing any more."""
        self._is_closed = True
        self._fail("The server is shutting down.")

    def forsake(self) -> None:
        """Let go, in a process that was forked, of what is the supervisor's."""
        for held in self._held.values():
            held.generation.release()
        if self._making is not None and self._making.launcher is not None:
            self._making.launcher.release()
            if self._making.file is not None:
                self._making.file.close()

    def close(self) -> None:
        """End every zygote."""
        self.cancel()
        for generation in (*(held.generation for held in self._held.values()), *self._leaving):
            generation.close()

    # How a graph is made

    def _hindrance(self, day: str) -> tuple[str, int]:
        """Return why a graph cannot be made now, "" where it can, and when it may be, in s."""
        failed_at, why = self._failed.get(day, (0.0, ""))
        if why and time.monotonic() < failed_at + _PAUSE_S:
            return why, int(_PAUSE_S)
        if self._is_closed:
            return "The server is shutting down.", int(_PAUSE_S)
        if self._making is not None:
            return "The graph of another day is being made ready; one is at a time.", _SOON_S
        if len(self._leaving) >= self._settings.as_of_days:
            return self._in_use, _SOON_S
        return "", 0

    @property
    def _in_use(self) -> str:
        most = self._settings.as_of_days
        return f"The graphs of {most} other days, the most at once, are in use."

    def _has_room(self) -> bool:
        """Let go of the graph that was asked longest ago where another needs its place."""
        if len(self._held) < self._settings.as_of_days:
            return True
        day = min(self._held, key=lambda day: self._held[day].used)
        if time.monotonic() < self._held[day].used + _QUIET_S:
            return False
        self._let_go(day)
        return True

    def _begin(self, child: Child, day: str) -> None:
        self._making = making = Making(day, time.monotonic(), [child])
        try:
            making.renewal = Renewal([*self._command, day])
        except EngineClosed as error:
            self._fail(str(error))
            return
        _bound(making.renewal.pid)
        self._selector.register(making.renewal, selectors.EVENT_READ, self._listen_to_build)

    def _listen_to_build(self) -> None:
        making = self._making
        if making is None or making.renewal is None or not making.renewal.has_ended():
            return
        try:
            snapshot, manifest = making.renewal.result()
            self._end_build(making)
            making.file, sha256 = opened(snapshot)
            making.offer = Offer.read(snapshot, sha256, manifest)
            load = load_of(self._settings, snapshot)
            making.launcher = Launcher.begin(load, making.file)
            self._selector.register(making.launcher, selectors.EVENT_READ, self._listen_to_load)
        except (EngineError, OSError) as error:
            self._fail(str(error))

    def _listen_to_load(self) -> None:
        making = self._making
        if making is None or not (making.launcher and making.offer and making.file):
            return
        if not self._has_room():
            self._fail(self._in_use)
            return
        self._selector.unregister(making.launcher)
        try:
            making.launcher.wait()
        except EngineError as error:
            making.launcher = None
            self._fail(str(error))
            return
        self._making = None
        generation = Generation(
            self._settings, Library({}), making.offer, making.file, making.launcher
        )
        self._held[making.day] = Held(generation)
        took = time.monotonic() - making.began
        for child in making.waiting:
            self._offer(generation, child, making.day, took)

    def _fail(self, why: str) -> None:
        """Give up what is made, and tell who waits for it."""
        making, self._making = self._making, None
        if making is None:
            return
        self._end_build(making)
        if making.launcher is not None:
            self._selector.unregister(making.launcher)
            making.launcher.kill()
        if making.file is not None:
            making.file.close()
        self._failed = {
            day: failure
            for day, failure in self._failed.items()
            if time.monotonic() < failure[0] + _PAUSE_S
        }
        self._failed[making.day] = (time.monotonic(), why)
        _refuse(making.waiting, making.day, why, int(_PAUSE_S))

    def _end_build(self, making: Making) -> None:
        renewal, making.renewal = making.renewal, None
        if renewal is not None:
            self._selector.unregister(renewal)
            renewal.close()

    def _let_go(self, day: str) -> None:
        """Have every process let go of a graph; what it has begun to answer is answered."""
        generation = self._held.pop(day).generation
        for child in self._children.values():
            child.send({"past": day, "forget": generation.number})
        generation.release()
        self._leaving.append(generation)

    def _offer(self, generation: Generation, child: Child, day: str, took: float) -> None:
        try:
            generation.offer_to(child.channel, past=day, took=took)
        except (EngineError, OSError) as error:
            _refuse([child], day, str(error), _SOON_S)


def _refuse(children: Sequence[Child], day: str, why: str, wait: int) -> None:
    for child in children:
        child.send({"past": day, "failed": why, "wait": wait})


def _bound(pid: int) -> None:
    """Let a build have the machine's leftover time, and no more memory than it may need."""
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, pid, _NICE)
    limit: Callable[..., object] | None = getattr(resource, "prlimit", None)
    if limit is not None:
        with suppress(OSError):
            limit(pid, resource.RLIMIT_AS, (_BUILD_BYTES, _BUILD_BYTES))
            limit(pid, resource.RLIMIT_CPU, (int(_MAKING_S), int(_MAKING_S)))
