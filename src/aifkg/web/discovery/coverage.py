"""Coverage: what the description of a dataset says of its snapshot, from the snapshot itself."""

from __future__ import annotations

import asyncio
import json

from fastapi import Request

from aifkg.engine import BY_NAME, Bindings, Literal, NamedNode
from aifkg.engine import Request as Question
from aifkg.web.asking import ask
from aifkg.web.query_file import query_file
from aifkg.web.served import Served

_XSD = "http://www.w3.org/2001/XMLSchema#"
_DATES = {4: "gYear", 7: "gYearMonth", 10: "date"}
"""The datatype of a date, by how many characters it has."""


async def coverage(request: Request) -> Bindings:
    """Return the dates of the sources, when something changed, and the size of the dump.

    What cannot be told is left out.
    """
    served: Served = request.app.state.served
    question = Question(query_file("discovery/coverage"), (BY_NAME["json"],))
    rows = json.loads((await ask(request, question)).body)["results"]["bindings"]
    dates = {name: _date(term["value"]) for name, term in rows[0].items()} if rows else {}
    size = await asyncio.to_thread(byte_size, served)
    return {**dates, **({"byte_size": _literal(str(size), "nonNegativeInteger")} if size else {})}


def byte_size(served: Served) -> int | None:
    """Return how large the file of the snapshot is, or None where that cannot be told."""
    try:
        return served.offer.snapshot.stat().st_size
    except OSError:
        return None


def _date(text: str) -> Literal:
    return _literal(text, _DATES[len(text)])


def _literal(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=NamedNode(_XSD + datatype))
