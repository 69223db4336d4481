"""A server that answers: where it listens, how it is asked, and how long it took to get there."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING
from urllib.parse import quote

import httpx

from tests.bench.servers.process import await_that

if TYPE_CHECKING:
    import subprocess

PROBE = "ASK { ?thing ?property ?value }"
_PATIENCE = 1_800.0


class Absent(Exception):
    """A peer is not installed; the message says what is missing."""


@dataclass(frozen=True)
class Running:
    """A server and its first figures; times in seconds."""

    name: str
    authority: str
    path: str
    pid: int
    ready: float
    load: float | None = None

    @property
    def is_endpoint(self) -> bool:
        """Whether it answers queries, and not from files alone."""
        return "{query}" in self.path

    def url(self, name: str, query: str) -> str:
        """Return the path and query string by which a question is asked."""
        return self.path.replace("{name}", name).replace("{query}", quote(query, safe=""))

    def get(self, name: str, query: str, media_type: str) -> httpx.Response:
        """Ask one question on a connection of its own."""
        headers = {"Accept": media_type, "Accept-Encoding": "identity"}
        address = f"http://{self.authority}{self.url(name, query)}"
        return httpx.get(address, headers=headers, timeout=120)


def await_answer(process: subprocess.Popen[str], authority: str, path: str, since: float) -> float:
    """Return the seconds from a moment to the first answer to a query."""
    server = Running("", authority, path, process.pid, 0)
    for _ in await_that(process, f"the first answer of {authority}", _PATIENCE):
        try:
            if server.get("", PROBE, "application/sparql-results+json").status_code == 200:
                break
        except httpx.TransportError:
            continue
    return perf_counter() - since
