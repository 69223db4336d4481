"""The least Python that answers SPARQL over HTTP: a program, no server to leave open to anyone.

It evaluates in the process that holds the connection, and has no gate, limit, cache, log or header
to read, so that no server in Python on this engine answers new questions faster.
Run as `python least.py <snapshot> <port> <processes>`.
"""

from __future__ import annotations

import asyncio
import os
import sys
from functools import partial
from urllib.parse import unquote

import uvloop
from pyoxigraph import QueryResultsFormat, QueryTriples, RdfFormat, Store

_HEAD = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n"
_BEFORE, _AFTER = b"?query=", b" "


class Connection(asyncio.Protocol):
    """Answers one request after the other, each of which comes whole."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Remember where to answer."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer what the request line asks."""
        begin = data.index(_BEFORE) + len(_BEFORE)
        query = unquote(data[begin : data.index(_AFTER, begin)].decode())
        found = self._store.query(query)
        if isinstance(found, QueryTriples):
            body = found.serialize(format=RdfFormat.N_TRIPLES) or b""
        else:
            body = found.serialize(format=QueryResultsFormat.JSON) or b""
        self._transport.write(_HEAD % len(body) + body)


async def _serve(store: Store, port: int) -> None:
    loop = asyncio.get_running_loop()
    listening = partial(Connection, store)
    server = await loop.create_server(listening, "127.0.0.1", port, reuse_port=True)
    await server.serve_forever()


def main(snapshot: str, port: str, processes: str) -> None:
    """Load once, and serve in so many processes."""
    store = Store()
    store.bulk_load(path=snapshot, format=RdfFormat.N_QUADS)
    for _ in range(int(processes) - 1):
        if os.fork() == 0:
            break
    uvloop.run(_serve(store, int(port)))


if __name__ == "__main__":
    main(*sys.argv[1:])
