"""Processes: started in a folder, watched through /proc, and ended with all that they started."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
from collections import defaultdict
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_PROC = Path("/proc")
_GRACE = 20.0


@contextmanager
def started(
    command: Sequence[str | Path],
    log: Path,
    *,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    piped: bool = False,
) -> Iterator[subprocess.Popen[str]]:
    """Start a program, its output in a log, or its standard output in a pipe; end it."""
    with log.open("w", encoding="utf-8") as file:
        process = subprocess.Popen(
            list(map(str, command)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if piped else file,
            stderr=file,
            cwd=folder,
            env=None if environment is None else dict(environment),
            text=True,
        )
    try:
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen[str]) -> None:
    """Ask a process to end, then kill what is left of it and of those below it."""
    below = {pid: _born(pid) for pid in tree(process.pid)[1:]}
    process.terminate()
    try:
        process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pid, born in below.items():
        _kill(pid, born)
    if process.stdout is not None:
        process.stdout.close()


def tree(pid: int) -> list[int]:
    """Return a process and all below it, parents before children."""
    children: defaultdict[int, list[int]] = defaultdict(list)
    for child, parent in _parents():
        children[parent].append(child)
    found = [pid]
    for one in found:
        found.extend(children[one])
    return found


def children(pid: int) -> list[int]:
    """Return the processes that a process started itself and that run."""
    return [child for child, parent in _parents() if parent == pid]


def command_line(pid: int) -> str:
    """Return how a process was started, empty where it is gone."""
    try:
        return (_PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def pss(pid: int) -> int:
    """Return the bytes of memory of a process and all below it, shared pages counted once."""
    return sum(_pss(one) for one in tree(pid))


def open_files(pid: int) -> int:
    """Return how many files a process and all below it hold open."""
    return sum(_open_files(one) for one in tree(pid))


def free_port() -> int:
    """Return a loopback port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def await_that(process: subprocess.Popen[str], what: str, seconds: float) -> Iterator[None]:
    """Yield until the caller breaks off; raise where the process ends or the time is over."""
    deadline = monotonic() + seconds
    while monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{what}: the process ended with status {process.returncode}")
        yield
        sleep(0.005)
    raise RuntimeError(f"{what}: not within {seconds:g} s")


def _kill(pid: int, born: str) -> None:
    """Kill a process, and wait until it is gone.

    A process id may be another process's by now; its moment of birth tells.
    """
    while born and _born(pid) == born:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        sleep(0.005)


def _parents() -> Iterator[tuple[int, int]]:
    """Yield each process that runs, and its parent."""
    for entry in _PROC.iterdir():
        if entry.name.isdigit() and (fields := _fields(int(entry.name))):
            yield int(entry.name), int(fields[1])


def _born(pid: int) -> str:
    """Return the clock tick at which a process began, empty where it is gone."""
    fields = _fields(pid)
    return fields[19] if fields else ""


def _fields(pid: int) -> list[str]:
    """Return what /proc/<pid>/stat says after the name, or nothing of a process that is dead."""
    try:
        text = (_PROC / str(pid) / "stat").read_text(encoding="utf-8")
    except OSError:
        return []
    fields = text.rpartition(")")[2].split()
    return [] if fields[0] == "Z" else fields


def _pss(pid: int) -> int:
    try:
        lines = (_PROC / str(pid) / "smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def _open_files(pid: int) -> int:
    try:
        return len(list((_PROC / str(pid) / "fd").iterdir()))
    except OSError:
        return 0
