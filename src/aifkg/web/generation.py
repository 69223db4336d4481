"""A generation: what is served at one time; knows no process that answers."""

from __future__ import annotations

import contextlib
import socket
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import BinaryIO

from aifkg.engine import Launcher, opened, started_again
from aifkg.library import Library
from aifkg.web.channel import Channel
from aifkg.web.served import Offer, load_of
from aifkg.web.settings import Settings

_NUMBERS = count()


@dataclass(eq=False)
class Generation:
    """A snapshot, its zygote and the saved queries, by a number that no other load has."""

    settings: Settings
    library: Library
    offer: Offer
    file: BinaryIO
    launcher: Launcher
    number: int = field(default_factory=_NUMBERS.__next__)

    @classmethod
    def load(
        cls, settings: Settings, library: Library, snapshot: Path, manifest: Path | None
    ) -> Generation:
        """Load a valid snapshot; raise EngineClosed where it is none."""
        return cls.of(settings, library, snapshot, manifest, *opened(snapshot))

    @classmethod
    def of(
        cls,
        settings: Settings,
        library: Library,
        snapshot: Path,
        manifest: Path | None,
        file: BinaryIO,
        sha256: str,
    ) -> Generation:
        """Load a valid snapshot from its file, which has this hash."""
        try:
            offer = Offer.read(snapshot, sha256, manifest)
            launcher = Launcher.start(load_of(settings, snapshot), file)
        except BaseException:
            file.close()
            raise
        return cls(settings, library, offer, file, launcher)

    def attach(self) -> socket.socket:
        """Return a socket to the zygote, which is started again where it has died."""
        try:
            return self.launcher.attach()
        except ConnectionError:
            self.launcher.close()
            load = load_of(self.settings, self.offer.snapshot)
            self.launcher = started_again(load, self.file, self.offer.sha256)
            return self.launcher.attach()

    def offer_to(self, channel: Channel, **more: object) -> None:
        """Tell a process what to serve, with a line to the zygote; one that is gone needs none."""
        message = {
            "serve": str(self.offer.snapshot),
            "number": self.number,
            "sha256": self.offer.sha256,
            "manifest": dict(self.offer.manifest),
            **more,
        }
        with contextlib.suppress(ConnectionError), self.attach() as control:
            channel.send(message, control)

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
