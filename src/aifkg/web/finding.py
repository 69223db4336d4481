"""Finding: the finder of things, asked in a thread while the pool answers on the loop."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from aifkg.engine import (
    BY_NAME,
    BaseDirection,
    Bindings,
    BlankNode,
    Literal,
    NamedNode,
    Pool,
    Request,
    Solutions,
    Triple,
    Truth,
    Value,
)
from aifkg.names import PrefixTable
from aifkg.show import Finder

_PARTS = ("subject", "predicate", "object")


def finder(pool: Pool, prefixes: PrefixTable, client: str) -> Finder:
    """Return a finder for any thread but that of the running loop, which it would block.

    What it asks takes the turn and the time of a client.
    """
    return Finder(Asking(pool, asyncio.get_running_loop(), client), prefixes)


class Asking:
    """The pool as an engine that is waited for."""

    def __init__(self, pool: Pool, loop: asyncio.AbstractEventLoop, client: str = "") -> None:
        self._pool = pool
        self._loop = loop
        self._client = client

    def query(self, sparql: str, *, bindings: Bindings) -> Solutions | Truth:
        """Return the answer to a SELECT or an ASK."""
        question = Request(sparql, (BY_NAME["json"],), bindings)
        asking = self._pool.answer(question, client=self._client)
        answer = asyncio.run_coroutine_threadsafe(asking, self._loop).result()
        content = json.loads(answer.body)
        if "boolean" in content:
            return Truth(content["boolean"])
        names = content["head"]["vars"]
        rows = content["results"]["bindings"]
        return Solutions(
            tuple(names), (tuple(_value(row.get(name)) for name in names) for row in rows)
        )


def _value(term: dict[str, Any] | None) -> Value | None:
    if term is None:
        return None
    match term["type"]:
        case "uri":
            return NamedNode(term["value"])
        case "bnode":
            return BlankNode(term["value"])
        case "triple":
            parts: list[Any] = [_value(term["value"][part]) for part in _PARTS]
            return Triple(*parts)
    if "xml:lang" in term:
        direction = BaseDirection(term["its:dir"]) if "its:dir" in term else None
        return Literal(term["value"], language=term["xml:lang"], direction=direction)
    datatype = term.get("datatype")
    return Literal(term["value"], datatype=NamedNode(datatype) if datatype else None)
