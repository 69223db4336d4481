"""The journal: one line of JSON for each query, written in batches; knows no request.

Lines are gathered and written together, at most every 0.2 s. A log that nobody reads never holds
the server: past a bound, lines are dropped, counted, and the count is the next line that goes out.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import time
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterable, Iterator

from aifkg.web.outlet import Outlet

_INTERVAL_SECONDS = 0.2
_BATCH_BYTES = 1 << 16
_MOST_HELD_BYTES = 1 << 20
_MOST_LINE_BYTES = 4_096
"""What a pipe takes in one piece on Linux (PIPE_BUF)."""
_ROOM_FOR_THE_REST = 512
"""What a line has beside its fixed part: time, id of at most 128, seconds, client."""


class Journal:
    """The journal of one process, used from one thread.

    `with_queries` writes the text of queries, `with_clients` the addresses they came from;
    `on_lost` is told how many lines were dropped.
    """

    def __init__(
        self,
        outlet: Outlet,
        *,
        with_queries: bool = False,
        with_clients: bool = False,
        on_lost: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._outlet = outlet
        self._with_queries = with_queries
        self._with_clients = with_clients
        self._lines: list[str] = []
        self._size = 0
        self._held: deque[bytes] = deque()
        self._held_size = 0
        self._untold = 0
        self._timer: asyncio.TimerHandle | None = None
        self._second = 0
        self._stamp = ""
        self._on_lost = on_lost

    def fixed(
        self,
        *,
        route: str,
        query: str | None,
        status: int | None,
        outcome: str,
        size: int,
        rows: int | None = None,
        cache: str | None = None,
        lane: str | None = None,
    ) -> str:
        """Return what a line says of an answer each time it is given: JSON members, escaped.

        A cache keeps it beside the answer. `size` is in bytes, of what was sent.
        """
        members = {
            "route": route,
            "query": None if query is None else _digest(query),
            "rows": rows,
            "bytes": size,
            "status": status,
            "outcome": outcome,
            "cache": cache,
            "lane": lane,
        }
        fixed = _json({name: value for name, value in members.items() if value is not None})[1:-1]
        if self._with_queries and query is not None:
            room = _MOST_LINE_BYTES - _ROOM_FOR_THE_REST - len(fixed)
            fixed += "," + _text(query, room)
        return fixed

    def line(
        self,
        request_id: str,
        fixed: str,
        seconds: float,
        *,
        queue_seconds: float | None = None,
        client: str | None = None,
    ) -> None:
        """Add a line; `fixed` comes from the method of this name, `request_id` has been checked."""
        more = "" if queue_seconds is None else f',"queue_seconds":{queue_seconds:.6f}'
        if self._with_clients and client is not None:
            more += f',"client":{_json(client[:64])}'
        self.hit(request_id, fixed, seconds, more)

    def hit(self, request_id: str, fixed: str, seconds: float, more: str = "") -> None:
        """Add a line where every microsecond counts; `more` is empty or `,"name":value`."""
        line = (
            f'{{"time":"{self._now()}","id":"{request_id}",'
            f'{fixed},"seconds":{seconds:.6f}{more}}}\n'
        )
        self._lines.append(line)
        self._size += len(line)
        if self._size >= _BATCH_BYTES:
            self.flush()
        elif self._timer is None:
            self._wait()

    def flush(self) -> None:
        """Write what is waiting, as far as it is taken."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._hold(self._lines)
        self._lines, self._size = [], 0
        self._send()
        if self._untold and not self._held:
            self._tell()
        if self._held:
            self._wait()

    def close(self, patience_seconds: float = 1.0) -> None:
        """Write what is left, wait a little for a slow reader, and end."""
        self.flush()
        deadline = time.monotonic() + patience_seconds
        while self._held and time.monotonic() < deadline:
            time.sleep(0.01)
            self._send()
        self._drop(self._held)
        self._held.clear()
        if self._timer is not None:
            self._timer.cancel()
        self._outlet.close()

    def _now(self) -> str:
        """Return the time, RFC 3339 in UTC; its second is written once."""
        now = time.time()
        second = int(now)
        if second != self._second:
            self._second = second
            self._stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))
        return f"{self._stamp}.{int((now - second) * 1000):03d}Z"

    def _send(self) -> None:
        while self._held and self._outlet.send(self._held[0]):
            self._held_size -= len(self._held.popleft())

    def _hold(self, lines: Iterable[str]) -> None:
        """Keep lines as blocks to write; drop those that there is no room for."""
        for block in _blocks(lines, self._outlet.block_bytes):
            if self._held_size + len(block) > _MOST_HELD_BYTES:
                self._drop([block])
            else:
                self._held.append(block)
                self._held_size += len(block)

    def _drop(self, blocks: Iterable[bytes]) -> None:
        lines = sum(block.count(b"\n") for block in blocks)
        self._untold += lines
        if lines:
            self._on_lost(lines)

    def _tell(self) -> None:
        """Say in the log itself that lines are missing from it."""
        told, self._untold = self._untold, 0
        self._hold([f'{{"time":"{self._now()}","lost_lines":{told}}}\n'])
        self._send()

    def _wait(self) -> None:
        """Have the rest written in a while; at once where no loop runs that could."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            if self._lines:
                self.flush()
            return
        self._timer = loop.call_later(_INTERVAL_SECONDS, self.flush)


def opened(
    log: str,
    descriptor: int = 2,
    *,
    with_queries: bool = False,
    with_clients: bool = False,
    on_lost: Callable[[int], None] = lambda _: None,
) -> Journal | None:
    """Return the journal that a setting asks for, or None where nothing is to be written."""
    if not is_wanted(log, descriptor):
        return None
    try:
        outlet = Outlet(descriptor)
    except OSError:  # started without a standard error
        return None
    return Journal(outlet, with_queries=with_queries, with_clients=with_clients, on_lost=on_lost)


def is_wanted(log: str, descriptor: int = 2) -> bool:
    """Whether a setting asks for a journal.

    It is "json", "off", or "auto": a person at a terminal is not told of every query.
    """
    return log == "json" or (log == "auto" and not os.isatty(descriptor))


def _blocks(lines: Iterable[str], most_bytes: int) -> Iterator[bytes]:
    """Yield whole lines together, as many as a block may hold, and one at the least."""
    block: list[str] = []
    size = 0
    for line in lines:
        if block and size + len(line) > most_bytes:
            yield _bytes(block)
            block, size = [], 0
        block.append(line)
        size += len(line)
    if block:
        yield _bytes(block)


def _bytes(lines: Iterable[str]) -> bytes:
    """Return lines as bytes, one a character: what is written here has been escaped to ASCII."""
    return "".join(lines).encode("ascii", "replace")


def _text(query: str, room: int) -> str:
    """Return the member for a query's text, and one that says so where it had to be cut."""
    text = query[:room]
    if len(_json(text)) > room:
        text = text[: bisect_right(range(room), room, key=lambda end: len(_json(text[:end]))) - 1]
    return f'"text":{_json(text)}' + (',"text_cut":true' if len(text) < len(query) else "")


def _digest(query: str) -> str:
    return hashlib.sha256(query.encode("utf-8", "replace")).hexdigest()[:16]


def _json(value: object) -> str:
    """Return JSON in ASCII without any control character: the one that json leaves is DEL."""
    return json.dumps(value, separators=(",", ":")).replace("\x7f", "\\u007f")
