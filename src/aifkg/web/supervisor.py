"""The supervisor: starts the server's processes, swaps what they serve, and ends them.

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
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from aifkg.engine import EngineClosed, EngineError, Launcher, opened, started_again
from aifkg.web.channel import Channel
from aifkg.web.front import Front, Plan
from aifkg.web.instruments import bury
from aifkg.web.renewal import Renewal
from aifkg.web.served import Offer, load_of
from aifkg.web.settings import Settings

_HEEDED = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD)
_SOON_S = 1.0
"""A process that ends sooner than this after its start is not started again at once."""
_NUMBERS = count()


@dataclass(eq=False)
class Current:
    """A snapshot with the zygote that has loaded it, by a number that no other load has."""

    settings: Settings
    offer: Offer
    file: BinaryIO
    launcher: Launcher
    number: int = field(default_factory=_NUMBERS.__next__)

    @classmethod
    def load(cls, settings: Settings, snapshot: Path, manifest: Path | None) -> Current:
        """Load a valid snapshot; raise EngineClosed where it is none."""
        return cls.of(settings, snapshot, manifest, *opened(snapshot))

    @classmethod
    def of(
        cls, settings: Settings, snapshot: Path, manifest: Path | None, file: BinaryIO, sha256: str
    ) -> Current:
        """Load a valid snapshot from its file, which has this hash."""
        try:
            offer = Offer.read(snapshot, sha256, manifest)
            launcher = Launcher.start(load_of(settings, snapshot), file)
        except BaseException:
            file.close()
            raise
        return cls(settings, offer, file, launcher)

    def attach(self) -> socket.socket:
        """Return a socket to the zygote, which is started again where it has died."""
        try:
            return self.launcher.attach()
        except ConnectionError:
            self.launcher.close()
            load = load_of(self.settings, self.offer.snapshot)
            self.launcher = started_again(load, self.file, self.offer.sha256)
            return self.launcher.attach()

    def release(self) -> None:
        """Let the zygote end when no process asks it any more."""
        self.launcher.release()
        self.file.close()

    @property
    def has_ended(self) -> bool:
        """Whether the zygote is gone; it is reaped then."""
        return self.launcher.has_ended

    def close(self) -> None:
        """End the zygote."""
        self.launcher.close()
        self.file.close()


@dataclass(eq=False)
class Child:
    """A server process, the socket it listens on, and the channel to it."""

    pid: int
    slot: str
    listening: socket.socket
    channel: Channel
    began: float
    is_ready: bool = False
    is_silent: bool = False


class Supervisor:
    """The processes that serve; `run` returns when all have ended."""

    def __init__(
        self,
        plan: Plan,
        listening: Sequence[socket.socket],
        current: Current,
        *,
        metrics_folder: Path,
        renew: Sequence[str] = (),
        on_ready: Callable[[], None] = lambda: None,
    ) -> None:
        self._plan = plan
        self._metrics_folder = metrics_folder
        self._listening = listening
        self._current = current
        self._renew = renew
        self._on_ready = on_ready
        self._children: dict[int, Child] = {}
        self._selector = selectors.DefaultSelector()
        self._wake, self._waker = socket.socketpair()
        self._renewal: Renewal | None = None
        self._next: Current | None = None
        self._leaving: list[Current] = []
        self._awaited: set[int] = set()
        self._reloaded: dict[str, Any] = {}
        self._is_asked_to_reload = False
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
            while self._children:
                for key, _ in self._selector.select(self._patience()):
                    key.data()
                self._end_the_late()
                self._reload_if_asked()
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
                    self._is_asked_to_reload = True
                elif number == signal.SIGCHLD:
                    self._reap()

    # The processes

    def _fork(self, slot: str, listening: socket.socket) -> None:
        ours, theirs = Channel.pair()
        self._offer(ours, self._current)
        if self._reloaded:
            ours.send({"reload": self._reloaded})
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
            Front(self._plan, theirs, slot).run(listening)
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
        for current in (self._current, self._next):
            if current is not None:
                current.release()

    def _reap(self) -> None:
        for child in tuple(self._children.values()):
            pid, status = os.waitpid(child.pid, os.WNOHANG)
            if pid:
                self._bury(child, status)
        self._leaving = [current for current in self._leaving if not current.has_ended]

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
        if self._next is not None:
            # The new snapshot may be why; the old one is known to be served well.
            self._refuse(f"A server process ended with code {code} while it was made ready.")
        _say(f"A server process ended with code {code}; another is started.")
        time.sleep(max(0.0, child.began + _SOON_S - time.monotonic()))
        try:
            self._fork(child.slot, child.listening)
        except (EngineError, OSError) as error:
            self.failure = f"A server process could not be started again: {error}"
            self._end()

    def _end(self) -> None:
        """Tell every process to answer what it has begun, and to end."""
        if self._ends_at is None:
            self._ends_at = time.monotonic() + self._plan.settings.max_timeout + 3
            self._end_renewal()
            for listening in self._listening:
                listening.close()
            for pid in self._children:
                os.kill(pid, signal.SIGTERM)

    def _patience(self) -> float | None:
        return None if self._ends_at is None else max(0.0, self._ends_at - time.monotonic())

    def _end_the_late(self) -> None:
        if self._ends_at is not None and time.monotonic() >= self._ends_at:
            for pid in self._children:
                os.kill(pid, signal.SIGKILL)
            self._ends_at += 1

    def _close(self) -> None:
        for current in (self._current, self._next, *self._leaving):
            if current is not None:
                current.close()
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
            self._renew_line(child, int(message["renew"]))
        elif "prepared" in message:
            self._note_prepared(child, int(message["prepared"]), str(message.get("failed", "")))
        elif "failed" in message:
            self.failure = str(message["failed"])

    def _announce(self) -> None:
        are_ready = len(self._children) == len(self._listening) and all(
            child.is_ready for child in self._children.values()
        )
        if are_ready and not self._is_announced:
            self._is_announced = True
            self._on_ready()

    def _renew_line(self, child: Child, number: int) -> None:
        """Give a process another line to the zygote of a snapshot."""
        for current in (self._current, self._next):
            if current is not None and current.number == number:
                try:
                    with current.attach() as control:
                        child.channel.send({"renewed": number}, control)
                except (EngineError, ConnectionError) as error:
                    _say(f"The workers' process could not be started again: {error}")

    # Another snapshot

    def _reload_if_asked(self) -> None:
        """Begin to look for a new snapshot, once every process is ready and none is under way."""
        is_busy = self._renewal is not None or self._next is not None or self._ends_at is not None
        is_whole = self._is_announced and all(child.is_ready for child in self._children.values())
        if not self._is_asked_to_reload or is_busy or not is_whole:
            return
        self._is_asked_to_reload = False
        if not self._renew:
            self._take(self._current.offer.snapshot, self._plan.settings.manifest)
            return
        try:
            self._renewal = Renewal(self._renew)
        except EngineClosed as error:
            self._refuse(str(error))
        else:
            self._selector.register(self._renewal, selectors.EVENT_READ, self._listen_to_renewal)

    def _listen_to_renewal(self) -> None:
        if self._renewal is None or not self._renewal.has_ended():
            return
        try:
            snapshot, manifest = self._renewal.result()
        except EngineClosed as error:
            self._end_renewal()
            self._refuse(str(error))
        else:
            self._end_renewal()
            self._take(snapshot, manifest)

    def _end_renewal(self) -> None:
        renewal, self._renewal = self._renewal, None
        if renewal is not None:
            self._selector.unregister(renewal)
            renewal.close()

    def _take(self, snapshot: Path, manifest: Path | None) -> None:
        """Load a snapshot beside the one that is served, and have every process prepare it."""
        try:
            file, sha256 = opened(snapshot)
            if sha256 == self._current.offer.sha256:
                file.close()
                self._tell("unchanged")
                return
            self._next = Current.of(self._plan.settings, snapshot, manifest, file, sha256)
            self._awaited = set(self._children)
            for child in self._children.values():
                self._offer(child.channel, self._next)
        except (EngineError, OSError, ValueError) as error:
            self._refuse(str(error))

    def _offer(self, channel: Channel, current: Current) -> None:
        offer = current.offer
        message = {
            "serve": str(offer.snapshot),
            "number": current.number,
            "sha256": offer.sha256,
            "manifest": dict(offer.manifest),
        }
        with contextlib.suppress(ConnectionError), current.attach() as control:
            channel.send(message, control)

    def _note_prepared(self, child: Child, number: int, failed: str) -> None:
        """Serve the next snapshot once every process has it ready."""
        if self._next is None or self._next.number != number:
            # It was refused before this process had it ready.
            return
        if failed:
            self._refuse(failed)
            return
        self._awaited.discard(child.pid)
        if self._awaited:
            return
        old, self._current, self._next = self._current, self._next, None
        for each in self._children.values():
            self._send(each, {"commit": number})
        self._release(old)
        self._tell("served")

    def _release(self, current: Current) -> None:
        """Let a zygote end when no process asks it any more, and wait for that."""
        current.release()
        self._leaving.append(current)

    def _refuse(self, why: str) -> None:
        """Keep what is served, and say why."""
        unwanted, self._next = self._next, None
        for child in self._children.values():
            self._send(child, {"abort": True})
        if unwanted is not None:
            self._release(unwanted)
        _say(f"The new snapshot is refused, and the old one served on: {why}")
        self._tell("refused", why=why)

    def _tell(self, outcome: str, **more: str) -> None:
        """Tell every process how a reload went, so that each can say so."""
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        sha256 = self._current.offer.sha256
        self._reloaded = {"outcome": outcome, "at": at, "snapshot": sha256, **more}
        for child in self._children.values():
            self._send(child, {"reload": self._reloaded, "is_counted": child.slot == "0"})

    def _send(self, child: Child, message: dict[str, Any]) -> None:
        with contextlib.suppress(ConnectionError, BrokenPipeError):
            child.channel.send(message)


def _note(_number: int, _frame: object) -> None:
    """Let the wake-up socket be written to: a signal that is ignored is not."""


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()
