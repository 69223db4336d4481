"""Processes that share a folder of metrics, as a supervisor forks them; prints what they show.

The argument says how a process is named in the folder: by its "slot" or by its "pid".
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

# As an app's import does: before any folder is named.
from aifkg.web.instruments import bury, shared_folder
from aifkg.web.metrics import Metrics

NAMED = sys.argv[1]
BUILT = datetime(2026, 1, 1, tzinfo=UTC)


class Front:
    """A forked process that does as it is told, one word at a time."""

    def __init__(self, slot: str, work: Callable[[Metrics, str], str]) -> None:
        words, self._words = os.pipe()
        self._answers, answers = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            metrics = Metrics(slot if NAMED == "slot" else None)
            while word := os.read(words, 1_000).decode():
                os.write(answers, json.dumps(work(metrics, word)).encode() + b"\n")
            os._exit(0)
        self.name = slot if NAMED == "slot" else str(self.pid)

    def tell(self, word: str) -> str:
        """Have it do a word, and return its answer once it is done."""
        os.write(self._words, word.encode())
        answer = b""
        while not answer.endswith(b"\n"):
            answer += os.read(self._answers, 1 << 16)
        return str(json.loads(answer))

    def kill(self) -> None:
        """End it at once and wait until it is gone."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


def work(metrics: Metrics, word: str) -> str:
    """Do what a front does: requests, queries that run, a snapshot, or what a scrape asks."""
    verb, _, rest = word.partition(" ")
    if verb == "requests":
        for _ in range(int(rest)):
            metrics.request("/sparql", "GET", "2xx", 0.002)
    elif verb == "hits":
        metrics.hits(int(rest), 0.25)
    elif verb == "running":
        metrics.queue("short", running=int(rest), waiting=0)
    elif verb == "snapshot":
        metrics.snapshot(rest, BUILT)
    else:
        return metrics.render()[0].decode()
    metrics.flush()
    return "done"


def leave_through_the_folder(folder: Path) -> bool:
    """Whether the folder outlives a child that leaves by the way the supervisor leaves."""
    pid = os.fork()
    if pid == 0:
        sys.exit(0)
    os.waitpid(pid, 0)
    return folder.is_dir()


shown: dict[str, object] = {}
with shared_folder() as folder:
    first, second = Front("0", work), Front("1", work)
    for front, words in (
        (first, ("requests 3", "running 2", "snapshot aa")),
        (second, ("requests 4", "hits 1000", "running 1", "snapshot aa")),
    ):
        for word in words:
            front.tell(word)
    # As it stands for a moment when another front has just begun.
    (folder / "counter_9.db").touch()
    shown["both"] = second.tell("show")
    first.kill()
    bury(first.name, folder)
    shown["one died"] = second.tell("show")
    first = Front("0", work)
    first.tell("requests 10")
    second.tell("snapshot bb")
    shown["another came"] = second.tell("show")
    shown["files"] = sorted(path.name for path in folder.glob("*.db"))
    shown["outlives a child"] = leave_through_the_folder(folder)
    first.kill()
    second.kill()
shown["is left"] = folder.exists()
print(json.dumps(shown))
