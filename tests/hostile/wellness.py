"""Whether a server is well: it answers, nothing runs on in it, and no memory is kept."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import httpx

from tests.web.conftest import Running
from tests.web.raw import Connection, target
from tests.web.test_sparql import LABEL, ROW

_DEADLINE_S = 20.0
_MOST_KIB = 320 << 10
_NUMBERS = count()


@dataclass(frozen=True)
class Patient:
    """A server, and how many processes it has when nothing is asked of it."""

    running: Running
    fronts_expected: int
    evaluators_expected: int

    @classmethod
    def of(cls, running: Running) -> Patient:
        """Return a server that has just begun and is taken to be well."""
        fronts, zygotes = _sorted(running.pid)
        return cls(running, len(fronts), sum(len(direct(pid)) for pid in zygotes))

    @property
    def address(self) -> str:
        return self.running.address

    @property
    def client(self) -> httpx.Client:
        return self.running.client

    @property
    def fronts(self) -> list[int]:
        return _sorted(self.running.pid)[0]

    @property
    def zygotes(self) -> list[int]:
        return _sorted(self.running.pid)[1]

    @property
    def evaluators(self) -> list[int]:
        return [pid for zygote in self.zygotes for pid in direct(zygote)]

    @property
    def awake(self) -> set[int]:
        """The evaluators that do something: one that waits to be asked sleeps."""
        return {pid for pid in self.evaluators if _state(pid) not in ("S", "")}

    @property
    def at_work(self) -> set[int]:
        """The evaluators that do something for longer than one takes to begin."""
        awake = self.awake
        for _ in range(5):
            time.sleep(0.01)
            awake &= self.awake
        return awake

    def asks_light(self, source: str = "") -> None:
        """Ask what nobody has asked before, so that an evaluator has to answer it."""
        with Connection(self.address, source=source) as line:
            answer = line.get(target(query=f"{LABEL} #{next(_NUMBERS)}"))
        assert (answer.status, answer.body) == (200, ROW), answer

    def assert_well(self) -> None:
        """Wait until all is as it was at first; fail where it does not become so."""
        until(lambda: len(self.fronts) == self.fronts_expected)
        until(lambda: len(self.evaluators) == self.evaluators_expected)
        # Seen twice, for a query that runs may sleep for a moment.
        until(lambda: not self.awake and not self.awake)
        for _ in range(2 * self.fronts_expected):
            self.asks_light()
        assert max(map(_resident_kib, (*self.fronts, *self.evaluators))) < _MOST_KIB


def until(condition: Callable[[], object]) -> None:
    """Wait for what another process does; fail where it does not in time."""
    end = time.monotonic() + _DEADLINE_S
    while not condition():
        assert time.monotonic() < end, "it does not happen"
        time.sleep(0.01)


def direct(pid: int) -> list[int]:
    """Return the children of a process."""
    with suppress(FileNotFoundError, ProcessLookupError):
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
        return [int(child) for child in listed.split()]
    return []


def lives(pid: int) -> bool:
    """Whether a process is there and has not ended."""
    return _state(pid) not in ("", "Z", "X")


def _sorted(pid: int) -> tuple[list[int], list[int]]:
    """Return a server's fronts and its zygotes."""
    fronts: list[int] = []
    zygotes: list[int] = []
    for child in filter(lives, direct(pid)):
        with suppress(FileNotFoundError, ProcessLookupError):
            command = Path(f"/proc/{child}/cmdline").read_bytes()
            (zygotes if b"aifkg.engine.zygote" in command else fronts).append(child)
    return fronts, zygotes


def _state(pid: int) -> str:
    """Return the letter of a process's state, "" where there is none."""
    with suppress(FileNotFoundError, ProcessLookupError):
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
        return stat.rpartition(")")[2].split()[0]
    return ""


def _resident_kib(pid: int) -> int:
    with suppress(FileNotFoundError, ProcessLookupError):
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
        return sum(map(int, re.findall(r"VmRSS:\s*(\d+)", status)))
    return 0
