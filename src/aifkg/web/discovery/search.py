"""Search: the index of all names of a snapshot, made from one query that is held."""

from __future__ import annotations

import asyncio
import json
from functools import lru_cache

from fastapi import Request

from aifkg.engine import BY_NAME
from aifkg.engine import Request as Question
from aifkg.names import PrefixTable
from aifkg.web.asking import ask
from aifkg.web.discovery.matches import CURIE, Index, Match, Name
from aifkg.web.query_file import query_file
from aifkg.web.served import Served

_ENGLISH = ("en", "")
_HELD = 4
"""Indexes that are held: of the present, of past days, and of the snapshot before."""


async def matches(request: Request, text: str) -> list[Match]:
    """Return everything whose name fits a text, the best first."""
    served: Served = request.app.state.served
    names = query_file("discovery/names")
    answer = await ask(request, Question(names, (BY_NAME["json"],)), served.settings.max_timeout)
    async with request.app.state.rendering:
        return await asyncio.to_thread(_found, answer.body, served.prefixes, text)


def _found(body: bytes, prefixes: PrefixTable, text: str) -> list[Match]:
    table = tuple(sorted(prefixes.namespaces.items()))
    return _index(body, table).find(text)


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
