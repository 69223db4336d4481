"""What is asked for a page of one thing: all of it at once, on a client's turn and time."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial

from fastapi import Request

from aifkg.jsonld import Statement, described, in_page
from aifkg.show import Rows, Sheet, assembled, rows_of
from aifkg.web.asking import refuse_spent
from aifkg.web.finding import BINDING, Asking
from aifkg.web.served import Served


@dataclass(frozen=True, slots=True)
class Found:
    """What is held of a thing, and the same for search engines."""

    sheet: Sheet
    data: str
    """Data in a script element, which is never run: no policy has to allow it, as a block of data
    is put aside before one is asked (HTML, "prepare the script element").
    """


async def found_of(request: Request, iri: str) -> Found:
    """Return what is held of what an IRI names, at the cost of one query."""
    served: Served = request.app.state.served
    client: str = getattr(request.state, "client", "")
    refuse_spent(served.budget, client)
    loop = asyncio.get_running_loop()
    work = partial(_found, Asking(served.pool, loop, client), served, iri)
    return await loop.run_in_executor(BINDING, work)


def _found(asking: Asking, served: Served, iri: str) -> Found:
    rows = rows_of(asking, iri)
    content = in_page(described(_statements(rows), iri))
    data = f'<script type="application/ld+json">{content}</script>'
    return Found(assembled(rows, served.prefixes, iri), data)


def _statements(rows: Rows) -> list[Statement]:
    return [(row["other"], row["property"], row["value"]) for row in rows["schema"]]
