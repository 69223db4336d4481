"""wrk, the load generator: run for some seconds, its report read."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

FEWEST = 5
"""Fewer answers than this say little of a median: the run is made again, longer."""
LONGER = 10


class Missing(Exception):
    """A program that the benchmark needs is not installed."""


@dataclass(frozen=True)
class Figures:
    """Answers a second, and the seconds that half and 99 of 100 of them took at most.

    Where there was no answer, they are bounds: less than one in the time, and longer than it.
    """

    rate: float
    p50: float
    p99: float
    answers: int
    seconds: float
    refused: int = 0
    lost: int = 0

    @property
    def is_bound(self) -> bool:
        """Whether there was no answer."""
        return self.answers == 0

    @property
    def is_clean(self) -> bool:
        """Whether every request was answered, and well."""
        return self.refused == 0 and self.lost == 0


def check() -> None:
    """Raise Missing where wrk is not installed."""
    if shutil.which("wrk") is None:
        raise Missing(
            "wrk makes the load that the server is measured under, and it is not installed: "
            "install it (Debian: apt install wrk; macOS: brew install wrk), or run "
            "python -m tests.bench build, which does without."
        )


def drive(script: str, authority: str, clients: int, seconds: int) -> Figures:
    """Let clients on kept connections run a script against a server; repeat a run too short."""
    figures = _run(script, authority, clients, seconds)
    if figures.answers >= FEWEST or seconds >= LONGER:
        return figures
    return _run(script, authority, clients, LONGER)


def combine(runs: Sequence[Figures]) -> Figures:
    """Return the median of each figure; answers and faults add up."""
    return Figures(
        median(run.rate for run in runs),
        median(run.p50 for run in runs),
        median(run.p99 for run in runs),
        sum(run.answers for run in runs),
        sum(run.seconds for run in runs),
        sum(run.refused for run in runs),
        sum(run.lost for run in runs),
    )


def parse(output: str) -> Figures:
    """Return what the last line of wrk's output says."""
    said = json.loads(output.strip().splitlines()[-1])
    answers, seconds = said["requests"], said["microseconds"] / 1e6
    p50, p99 = (said[name] / 1e6 if answers else seconds for name in ("p50", "p99"))
    rate = max(answers, 1) / seconds
    return Figures(rate, p50, p99, answers, seconds, said["refused"], said["lost"])


def _run(script: str, authority: str, clients: int, seconds: int) -> Figures:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "load.lua"
        path.write_text(script, encoding="utf-8")
        # One thread: the machine's other cores are the server's.
        command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "60s"]
        done = subprocess.run(
            [*command, "-s", str(path), f"http://{authority}/"],
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise RuntimeError(f"wrk failed on {authority}: {done.stderr.strip() or done.stdout}")
    return parse(done.stdout)
