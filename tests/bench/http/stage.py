"""The stage: servers side by side, and what is known of them before the load."""

from __future__ import annotations

import os
import platform
import sys
from typing import TYPE_CHECKING

from tests.bench.servers.process import pss
from tests.bench.servers.running import Absent

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager, ExitStack
    from pathlib import Path

    from tests.bench.servers.running import Running


class Stage:
    """Servers side by side, each in a folder of its own."""

    def __init__(self, root: Path, stack: ExitStack) -> None:
        self._root = root
        self._stack = stack
        self.servers: list[Running] = []
        self.memory: dict[str, int] = {}
        self.versions: list[str] = [_machine()]
        self.absent: dict[str, str] = {}

    def folder(self, name: str) -> Path:
        """Return a new folder."""
        path = self._root / name
        path.mkdir()
        return path

    def add(
        self,
        name: str,
        version: Callable[[], str],
        serving: Callable[[Path], AbstractContextManager[Running]],
    ) -> None:
        """Start a server, or note why it is left out."""
        try:
            said = version()
        except Absent as error:
            self.absent[name] = str(error)
            return
        tell(f"starting {name}")
        server = self._stack.enter_context(serving(self.folder(name)))
        self.servers.append(server)
        self.memory[server.name] = pss(server.pid)
        if said and said not in self.versions:
            self.versions.append(said)


def tell(what: str) -> None:
    """Say on a terminal what is being done; the report is alone on standard output."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{what}")


def _machine() -> str:
    system = platform.uname()
    python = f"Python {platform.python_version()}"
    return f"{os.cpu_count()} cores, {system.system} {system.machine}, {python}"
