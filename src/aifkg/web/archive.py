"""The archive: graphs of past days, made when a server process asks for one, and let go again.

One is made at a time for all processes, by a command that builds it where it is on no disk yet. It
is loaded like the present graph, into a zygote that all processes share; a few are held at once.
The supervisor's: nothing here waits, and what takes too long is ended.
"""

from __future__ import annotations

import selectors
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from aifkg.engine import EngineClosed, EngineError
from aifkg.web.child import Child
from aifkg.web.generation import Generation
from aifkg.web.making import LONGEST_S, Making
from aifkg.web.settings import Settings

_QUIET_S = 1.0
"""A graph that was asked within this time gives way to no other."""
_IDLE_S = 600.0
"""A graph that nobody asks for so long is let go."""
_PAUSE_S = 5
"""For how long a graph that could not be made is not tried again."""
_SOON_S = 1


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
            self._offer(held.generation, child, day)
        elif self._making is not None and self._making.day == day:
            self._making.waiting.append(child)
        else:
            why, wait = self._hindrance(day)
            if why:
                self._tell([child], day, why, wait)
            else:
                self._begin(child, day)

    def note_used(self, day: str) -> None:
        """Note that a graph is asked still."""
        if day in self._held:
            self._held[day].used = time.monotonic()

    def attach(self, child: Child, number: int) -> None:
        """Give a process another line to the zygote of a graph that is held."""
        for day, held in tuple(self._held.items()):
            if held.generation.number != number:
                continue
            try:
                with held.generation.attach() as control:
                    child.channel.send({"renewed": number}, control)
            except (EngineError, OSError):
                # It can be made again, where its file cannot be loaded again.
                self._let_go(day)

    def patience(self) -> float | None:
        """Return when there is something to end, on the clock; None where there is nothing."""
        times = [held.used + _IDLE_S for held in self._held.values()]
        if self._making is not None:
            times.append(self._making.began + LONGEST_S)
        return min(times, default=None)

    def end_the_late(self) -> None:
        """End what takes too long, and let go of what nobody asks."""
        now = time.monotonic()
        if self._making is not None and now >= self._making.began + LONGEST_S:
            self._give_up(f"It was not ready after {LONGEST_S} s.")
        for day, held in tuple(self._held.items()):
            if now >= held.used + _IDLE_S:
                self._let_go(day)

    def forget(self) -> None:
        """Let go of every graph: the data have changed."""
        self._give_up("The data have changed meanwhile.")
        self._failed.clear()
        for day in tuple(self._held):
            self._let_go(day)

    def reap(self) -> None:
        """Forget the graphs whose zygotes have ended."""
        self._leaving = [generation for generation in self._leaving if not generation.has_ended]

    def cancel(self) -> None:
        """Make nothing any more."""
        self._is_closed = True
        self._give_up("The server is shutting down.")

    def forsake(self) -> None:
        """Let go, in a process that was forked, of what is the supervisor's."""
        for held in self._held.values():
            held.generation.release()
        if self._making is not None:
            self._making.release()

    def close(self) -> None:
        """End every zygote."""
        self.cancel()
        for generation in (*(held.generation for held in self._held.values()), *self._leaving):
            generation.close()

    # How a graph is made

    def _hindrance(self, day: str) -> tuple[str, int]:
        """Return why a graph cannot be made now, "" where it can, and when it may be, in s."""
        until, why = self._failed.get(day, (0.0, ""))
        left = until - time.monotonic()
        if left > 0:
            return why, int(left) + 1
        if self._is_closed:
            return "The server is shutting down.", _PAUSE_S
        if self._making is not None:
            return "The graph of another day is being made ready; one is at a time.", _SOON_S
        if len(self._leaving) >= self._settings.as_of_days:
            return self._in_use, _SOON_S
        return "", 0

    @property
    def _in_use(self) -> str:
        most = self._settings.as_of_days
        return f"The graphs of {most} other days, the most at once, are in use."

    def _begin(self, child: Child, day: str) -> None:
        try:
            self._making = Making(self._settings, self._command, day, child)
        except EngineClosed as error:
            self._refuse([child], day, str(error), _PAUSE_S)
        else:
            self._selector.register(self._making.stage, selectors.EVENT_READ, self._listen)

    def _listen(self) -> None:
        making = self._making
        if making is None:
            return
        self._selector.unregister(making.stage)
        try:
            generation = making.proceed()
        except (EngineError, OSError) as error:
            self._making = None
            making.end()
            self._refuse(making.waiting, making.day, str(error), _PAUSE_S)
            return
        if generation is None:
            self._selector.register(making.stage, selectors.EVENT_READ, self._listen)
            return
        self._making = None
        self._hold(making, generation)

    def _hold(self, making: Making, generation: Generation) -> None:
        if not self._has_room():
            self._leave(generation)
            self._refuse(making.waiting, making.day, self._in_use, _SOON_S)
            return
        self._held[making.day] = Held(generation)
        for child in making.waiting:
            self._offer(generation, child, making.day)

    def _has_room(self) -> bool:
        """Let go of the graph that was asked longest ago where another needs its place."""
        if len(self._held) < self._settings.as_of_days:
            return True
        day = min(self._held, key=lambda day: self._held[day].used)
        if time.monotonic() < self._held[day].used + _QUIET_S:
            return False
        self._let_go(day)
        return True

    def _give_up(self, why: str) -> None:
        """End what is made, and tell who waits for it."""
        making, self._making = self._making, None
        if making is not None:
            self._selector.unregister(making.stage)
            making.end()
            self._refuse(making.waiting, making.day, why, _PAUSE_S)

    def _refuse(self, children: Sequence[Child], day: str, why: str, wait: int) -> None:
        """Tell why a graph is not made, and try no more for a while."""
        now = time.monotonic()
        self._failed = {day: told for day, told in self._failed.items() if now < told[0]}
        self._failed[day] = (now + wait, why)
        self._tell(children, day, why, wait)
        sys.stderr.write(f"The graph of {day} could not be made: {why}\n")
        sys.stderr.flush()

    def _let_go(self, day: str) -> None:
        """Have every process let go of a graph; what it has begun to answer is answered."""
        generation = self._held.pop(day).generation
        for child in self._children.values():
            child.send({"past": day, "forget": generation.number})
        self._leave(generation)

    def _leave(self, generation: Generation) -> None:
        generation.release()
        self._leaving.append(generation)

    def _offer(self, generation: Generation, child: Child, day: str) -> None:
        if self._lives(child):
            try:
                generation.offer_to(child.channel, past=day)
            except (EngineError, OSError) as error:
                self._tell([child], day, str(error), _SOON_S)

    def _tell(self, children: Sequence[Child], day: str, why: str, wait: int) -> None:
        for child in filter(self._lives, children):
            child.send({"past": day, "failed": why, "wait": wait})

    def _lives(self, child: Child) -> bool:
        """Whether a process is there still: it may have been buried while it waited."""
        return self._children.get(child.pid) is child
