"""Measuring pages: made anew for one client that waits, and held for many that do not."""

from __future__ import annotations

import http.client
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from tests.bench.load import lua, wrk
from tests.bench.servers import ours

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.bench.load.wrk import Figures
    from tests.bench.servers.running import Running

TYPES = {"html": "text/html", "ttl": "text/turtle"}
"""What is asked for, by its ending."""


@dataclass(frozen=True)
class Waits:
    """Seconds that a client waited for answers, and the bytes of each."""

    seconds: Sequence[float]
    sizes: Sequence[int]

    @property
    def median(self) -> float:
        """What half of the answers took at most."""
        return median(self.seconds)

    @property
    def p95(self) -> float:
        """What 95 of 100 answers took at most."""
        return sorted(self.seconds)[int(len(self.seconds) * 0.95)]


def path(server: Running, name: str, ending: str) -> str:
    """Return where a server has the document of a thing: others go by Accept alone."""
    return f"/{name}.{ending}" if server.name == ours.NAME else f"/{name}"


def fresh(server: Running, names: Sequence[str], ending: str, first: int = 0) -> Waits:
    """Ask for things one after the other, each by an address that nobody asked for before."""
    targets = [f"{path(server, name, ending)}?{number}" for number, name in enumerate(names, first)]
    return asked(server, targets, TYPES[ending])


def asked(server: Running, targets: Sequence[str], accept: str) -> Waits:
    """Ask for targets one after the other."""
    seconds, sizes = [], []
    connection = http.client.HTTPConnection(server.authority, timeout=120)
    try:
        for target in targets:
            since = perf_counter()
            connection.request("GET", target, headers={"Accept": accept})
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{server.name} answered {answer.status} to {target}")
            seconds.append(perf_counter() - since)
            sizes.append(len(body))
    finally:
        connection.close()
    return Waits(seconds, sizes)


def held(
    server: Running, target: str, ending: str, clients: int, effort: tuple[int, int]
) -> Figures:
    """Return the medians of so many runs of some seconds in which clients ask for one document."""
    runs, seconds = effort
    script = lua.again(server, target, TYPES[ending])
    return wrk.combine([wrk.drive(script, server.authority, clients, seconds) for _ in range(runs)])
