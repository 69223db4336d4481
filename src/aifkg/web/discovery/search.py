"""Search: the index of all names of a snapshot, made from one query that is held."""

from __future__ import annotations

import asyncio
import json
from functools import lru_cache
from time import thread_time

from fastapi import Request

from aifkg.engine import BY_NAME
from aifkg.engine import Request as Question
from aifkg.names import PrefixTable
from aifkg.web.asking import ask, refuse_spent
from aifkg.web.discovery.matches import CURIE, Found, Index, Name
from aifkg.web.query_file import query_file
from aifkg.web.served import Served

_ENGLISH = ("en", "")
_HELD = 4
"""Indexes that are held: of the present, of past days, and of the snapshot before."""


async def matches(request: Request, text: str, most: int) -> Found:
    """Return what has a name that fits a text, so many at most, on the budget of who asks."""
    served: Served = request.app.state.served
    client: str = getattr(request.state, "client", "")
    refuse_spent(served.budget, client)
    names = query_file("discovery/names")
    answer = await ask(request, Question(names, (BY_NAME["json"],)), served.settings.max_timeout)

    def work() -> tuple[Found, float]:
        began = thread_time()
        return _found(answer.body, served.prefixes, text, most), thread_time() - began

    async with request.app.state.rendering:
        found, seconds = await asyncio.to_thread(work)
    served.budget.spend(client, seconds)
    return found


def _found(body: bytes, prefixes: PrefixTable, text: str, most: int) -> Found:
    table = tuple(sorted(prefixes.namespaces.items()))
    return _index(body, table).find(text, most)


@lru_cache(_HELD)
def _index(body: bytes, namespaces: tuple[tuple[str, str], ...]) -> Index:
    """Return the index of an answer."""
    prefixes = PrefixTable(dict(namespaces))
    names = [_name(row) for row in json.loads(body)["results"]["bindings"]]
    kinds = {name.thing: name.kind for name in names}
    curies = [Name(prefixes.shorten(thing), thing, kind, CURIE) for thing, kind in kinds.items()]
    return Index([*names, *curies])


def _name(row: dict[str, dict[str, str]]) -> Name:
    name = row["name"]
    return Name(
        name["value"],
        row["thing"]["value"],
        row["kind"]["value"],
        int(row["rank"]["value"]),
        name.get("xml:lang", "") in _ENGLISH,
        int(row["mentions"]["value"]) if "mentions" in row else 0,
    )
