"""The supervisor: starts the server's processes, replaces those that die, and ends them.

It answers nothing itself and runs no loop of asyncio, so that forking it is safe. It holds the
listening sockets, so that a process that dies takes no connection with it that was not its own.
"""

from __future__ import annotations

import contextlib
import gc
import os
import selectors
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from aifkg.web.archive import Archive
from aifkg.web.channel import Channel
from aifkg.web.child import Child
from aifkg.web.front import Front, Plan
from aifkg.web.generation import Generation
from aifkg.web.instruments import bury
from aifkg.web.reloader import Reloader

_HEEDED = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD)
_SOON_S = 1.0
"""A process that ends sooner than this after its start is not started again at once."""


class Supervisor:
    """The processes that serve; `run` returns when all have ended."""

    def __init__(
        self,
        plan: Plan,
        listening: Sequence[socket.socket],
        current: Generation,
        *,
        metrics_folder: Path,
        renew: Sequence[str] = (),
        build_day: Sequence[str] = (),
        on_ready: Callable[[], None] = lambda: None,
    ) -> None:
        self._plan = plan
        self._metrics_folder = metrics_folder
        self._listening = listening
        self._on_ready = on_ready
        self._children: dict[int, Child] = {}
        self._selector = selectors.DefaultSelector()
        self._wake, self._waker = socket.socketpair()
        self._archive = Archive(plan.settings, build_day, self._children, self._selector)
        self._reloader = Reloader(
            plan.settings, current, self._children, self._selector, renew, self._archive.forget
        )
        self._due: list[tuple[float, str, socket.socket]] = []
        self._is_announced = False
        self._ends_at: float | None = None
        self.failure = ""

    def run(self) -> None:
        """Serve until told to end; `failure` says afterwards why it never began, if so."""
        self._wake.settimeout(0)
        self._waker.settimeout(0)
        self._selector.register(self._wake, selectors.EVENT_READ, self._heed)
        # What is alive now is shared with every process; a collection would write to its pages.
        gc.collect()
        gc.freeze()
        with self._heeding():
            for place, listening in enumerate(self._listening):
                self._fork(str(place), listening)
            while self._children or self._due:
                for key, _ in self._selector.select(self._patience()):
                    key.data()
                self._end_the_late()
                self._archive.end_the_late()
                self._fork_the_due()
                self._reload_if_whole()
        self._close()

    # The signals

    @contextmanager
    def _heeding(self) -> Iterator[None]:
        """Have the signals written to a socket, where the selector finds them."""
        before = {number: signal.signal(number, _note) for number in _HEEDED}
        descriptor = signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(descriptor)
            for number, handler in before.items():
                signal.signal(number, handler)

    def _heed(self) -> None:
        with contextlib.suppress(BlockingIOError):
            for number in self._wake.recv(256):
                if number in (signal.SIGTERM, signal.SIGINT):
                    self._end()
                elif number == signal.SIGHUP:
                    self._reloader.request()
                elif number == signal.SIGCHLD:
                    self._reap()

    # The processes

    def _fork(self, slot: str, listening: socket.socket) -> None:
        ours, theirs = Channel.pair()
        self._reloader.brief(ours)
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid == 0:
            self._become_front(slot, listening, ours, theirs)
        theirs.close()
        child = Child(pid, slot, listening, ours, time.monotonic())
        self._children[pid] = child
        self._selector.register(ours, selectors.EVENT_READ, lambda: self._listen(child))

    def _become_front(
        self, slot: str, listening: socket.socket, ours: Channel, theirs: Channel
    ) -> NoReturn:
        status = 1
        try:
            self._forsake(listening, ours)
            Front(self._plan, self._reloader.library, theirs, slot).run(listening)
            status = 0
        except BaseException:  # noqa: BLE001 - nothing of the supervisor may run on in a fork of it
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)

    def _forsake(self, listening: socket.socket, ours: Channel) -> None:
        """Let go, in a new process, of what is the supervisor's."""
        signal.set_wakeup_fd(-1)
        for number in _HEEDED:
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        self._selector.close()
        others = [child.channel for child in self._children.values()]
        unused = [one for one in self._listening if one is not listening]
        for end in (self._wake, self._waker, *unused):
            end.close()
        for channel in (ours, *others):
            channel.close()
        self._reloader.forsake()
        self._archive.forsake()

    def _reap(self) -> None:
        for child in tuple(self._children.values()):
            pid, status = os.waitpid(child.pid, os.WNOHANG)
            if pid:
                self._bury(child, status)
        self._reloader.reap()
        self._archive.reap()

    def _bury(self, child: Child, status: int) -> None:
        while not child.is_silent:
            self._listen(child)
        child.channel.close()
        del self._children[child.pid]
        bury(child.slot, self._metrics_folder)
        if self._ends_at is not None:
            return
        code = os.waitstatus_to_exitcode(status)
        if not child.is_ready and not self._is_announced:
            self.failure = self.failure or "A server process did not start; its log says why."
            self._end()
            return
        self._reloader.note_ended(code)
        _say(f"A server process ended with code {code}; another is started.")
        self._due.append((child.began + _SOON_S, child.slot, child.listening))

    def _fork_the_due(self) -> None:
        """Start again what ended; where the system has no process to give, try again soon."""
        now = time.monotonic()
        due = [one for one in self._due if one[0] <= now]
        self._due = [one for one in self._due if one not in due]
        for _, slot, listening in due:
            try:
                self._fork(slot, listening)
            except OSError as error:
                _say(f"A server process could not be started again yet: {error}")
                self._due.append((now + _SOON_S, slot, listening))

    def _end(self) -> None:
        """Tell every process to answer what it has begun, and to end."""
        if self._ends_at is None:
            self._ends_at = time.monotonic() + self._plan.settings.max_timeout + 3
            self._reloader.cancel()
            self._archive.cancel()
            self._due.clear()
            for listening in self._listening:
                listening.close()
            for pid in self._children:
                os.kill(pid, signal.SIGTERM)

    def _patience(self) -> float | None:
        times = [at for at, _, _ in self._due]
        late = self._archive.patience()
        if late is not None:
            times.append(late)
        if self._ends_at is not None:
            times.append(self._ends_at)
        return max(0.0, min(times) - time.monotonic()) if times else None

    def _end_the_late(self) -> None:
        if self._ends_at is not None and time.monotonic() >= self._ends_at:
            for pid in self._children:
                os.kill(pid, signal.SIGKILL)
            self._ends_at += 1

    def _close(self) -> None:
        self._reloader.close()
        self._archive.close()
        self._selector.close()
        self._wake.close()
        self._waker.close()

    # What the processes say

    def _listen(self, child: Child) -> None:
        if child.is_silent:
            # It was buried after the selector had found this.
            return
        try:
            message, _ = child.channel.receive()
        except ConnectionError:
            # It is reaped when its end is noticed.
            self._selector.unregister(child.channel)
            child.is_silent = True
            return
        if "ready" in message:
            child.is_ready = True
            self._announce()
        elif "renew" in message:
            self._reloader.attach(child, int(message["renew"]))
            self._archive.attach(child, int(message["renew"]))
        elif "day" in message:
            self._archive.ask(child, str(message["day"]))
        elif "used" in message:
            self._archive.note_used(str(message["used"]))
        elif "prepared" in message:
            failed = str(message.get("failed", ""))
            self._reloader.note_prepared(child, int(message["prepared"]), failed)
        elif "failed" in message:
            self.failure = str(message["failed"])

    def _announce(self) -> None:
        is_whole = len(self._children) == len(self._listening)
        if is_whole and self._are_ready() and not self._is_announced:
            self._is_announced = True
            self._on_ready()

    def _reload_if_whole(self) -> None:
        if self._is_announced and self._ends_at is None and self._are_ready():
            self._reloader.begin()

    def _are_ready(self) -> bool:
        return not self._due and all(child.is_ready for child in self._children.values())


def _note(_number: int, _frame: object) -> None:
    """Let the wake-up socket be written to: a signal that is ignored is not."""


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()
