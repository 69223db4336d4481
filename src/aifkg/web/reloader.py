"""The reloader: exchanges what every server process serves, in two phases, for what is there now.

Every process prepares the next generation and proves it; then all commit, or all abort. It starts
and ends no server process.
"""

from __future__ import annotations

import selectors
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aifkg.engine import EngineClosed, EngineError, opened
from aifkg.library import Library, LibraryError
from aifkg.web.channel import Channel
from aifkg.web.child import Child
from aifkg.web.generation import Generation
from aifkg.web.queries import read_again, texts
from aifkg.web.renewal import Renewal
from aifkg.web.settings import Settings


class Reloader:
    """The generation that is served, the next one while it is made ready, and those before."""

    def __init__(
        self,
        settings: Settings,
        current: Generation,
        children: Mapping[int, Child],
        selector: selectors.BaseSelector,
        renew: Sequence[str] = (),
        on_commit: Callable[[], None] = lambda: None,
    ) -> None:
        """Tell the `children`, as they are by then; `renew` is the command that makes a snapshot.

        Without it the files that are served are read again. `on_commit` is called when others than
        before are served.
        """
        self._on_commit = on_commit
        self._settings = settings
        self._current = current
        self._children = children
        self._selector = selector
        self._renew = renew
        self._renewal: Renewal | None = None
        self._next: Generation | None = None
        self._leaving: list[Generation] = []
        self._awaited: set[int] = set()
        self._report: dict[str, Any] = {}
        self._is_requested = False

    # What the supervisor has it do

    @property
    def library(self) -> Library:
        """The saved queries that are served."""
        return self._current.library

    def request(self) -> None:
        """Have a reload begin as soon as one may."""
        self._is_requested = True

    def begin(self) -> None:
        """Begin to look for a new snapshot, where that is requested and none is under way."""
        is_busy = self._renewal is not None or self._next is not None
        if not self._is_requested or is_busy:
            return
        self._is_requested = False
        if not self._renew:
            self._prepare(self._current.offer.snapshot, self._settings.manifest)
            return
        try:
            self._renewal = Renewal(self._renew)
        except EngineClosed as error:
            self._refuse(str(error))
        else:
            self._selector.register(self._renewal, selectors.EVENT_READ, self._listen_to_renewal)

    def brief(self, channel: Channel) -> None:
        """Tell a process that begins what to serve, and how the last reload went."""
        self._current.offer_to(channel)
        if self._report:
            channel.send({"reload": self._report})

    def attach(self, child: Child, number: int) -> None:
        """Give a process another line to the zygote of a generation."""
        for generation in self._held():
            if generation.number == number:
                try:
                    with generation.attach() as control:
                        child.channel.send({"renewed": number}, control)
                except (EngineError, OSError) as error:
                    _say(f"The workers' process could not be started again: {error}")

    def note_prepared(self, child: Child, number: int, failed: str) -> None:
        """Commit once every process has the next generation ready; abort where one has not."""
        if self._next is None or self._next.number != number:
            # It was refused before this process had it ready.
            return
        if failed:
            self._refuse(failed)
            return
        self._awaited.discard(child.pid)
        if not self._awaited:
            self._commit(self._next)

    def note_ended(self, code: int) -> None:
        """Refuse the next generation where a process ended while it was made ready.

        It may be why; the one that is served is known to be served well.
        """
        if self._next is not None:
            self._refuse(f"A server process ended with code {code} while it was made ready.")

    def reap(self) -> None:
        """Forget the generations whose zygotes have ended."""
        self._leaving = [generation for generation in self._leaving if not generation.has_ended]

    def cancel(self) -> None:
        """End the command that makes a snapshot, if it runs."""
        renewal, self._renewal = self._renewal, None
        if renewal is not None:
            self._selector.unregister(renewal)
            renewal.close()

    def forsake(self) -> None:
        """Let go, in a process that was forked, of what is the supervisor's."""
        for generation in self._held():
            generation.release()

    def close(self) -> None:
        """End every zygote."""
        for generation in (*self._held(), *self._leaving):
            generation.close()

    # The two phases

    def _listen_to_renewal(self) -> None:
        if self._renewal is None or not self._renewal.has_ended():
            return
        try:
            snapshot, manifest = self._renewal.result()
        except EngineClosed as error:
            self.cancel()
            self._refuse(str(error))
        else:
            self.cancel()
            self._prepare(snapshot, manifest)

    def _prepare(self, snapshot: Path, manifest: Path | None) -> None:
        """Load a snapshot beside the one that is served, and have every process prepare it.

        The saved queries are read again beside it; they need no preparation.
        """
        try:
            library = read_again(self._current.library)
            file, sha256 = opened(snapshot)
            if sha256 == self._current.offer.sha256:
                file.close()
                self._serve_library(library)
                return
            self._next = Generation.of(self._settings, library, snapshot, manifest, file, sha256)
            self._awaited = set(self._children)
            for child in self._children.values():
                self._next.offer_to(child.channel)
        except (EngineError, LibraryError, OSError, ValueError) as error:
            self._refuse(str(error))

    def _serve_library(self, library: Library) -> None:
        """Have every process serve these saved queries with the snapshot that it has."""
        if library == self._current.library:
            self._tell("unchanged")
            return
        self._current.library = library
        for child in self._children.values():
            child.send({"queries": texts(library)})
        self._tell("served")

    def _commit(self, prepared: Generation) -> None:
        """Have every process serve what it has made ready."""
        old, self._current, self._next = self._current, prepared, None
        self._on_commit()
        is_same = prepared.library == old.library
        queries = {} if is_same else {"queries": texts(prepared.library)}
        for child in self._children.values():
            child.send({"commit": prepared.number, **queries})
        self._release(old)
        self._tell("served")

    def _refuse(self, why: str) -> None:
        """Keep what is served, and say why."""
        unwanted, self._next = self._next, None
        for child in self._children.values():
            child.send({"abort": True})
        if unwanted is not None:
            self._release(unwanted)
        _say(f"The reload is refused, and what was served is served on: {why}")
        self._tell("refused", why=why)

    def _tell(self, outcome: str, **more: str) -> None:
        """Tell every process how a reload went, so that each can say so."""
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        sha256 = self._current.offer.sha256
        self._report = {"outcome": outcome, "at": at, "snapshot": sha256, **more}
        for child in self._children.values():
            child.send({"reload": self._report, "is_counted": child.slot == "0"})

    def _release(self, generation: Generation) -> None:
        """Let a zygote end when no process asks it any more, and wait for that."""
        generation.release()
        self._leaving.append(generation)

    def _held(self) -> tuple[Generation, ...]:
        """Return what is served, and what is made ready."""
        return (self._current,) if self._next is None else (self._current, self._next)


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()
