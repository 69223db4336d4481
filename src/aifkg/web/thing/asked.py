"""What is asked for a page of one thing: all of it at once, on a client's turn and time."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from fastapi import Request

from aifkg.jsonld import Statement, described, in_page
from aifkg.show import Rows, Sheet, assembled, rows_of
from aifkg.web.asking import refuse_spent
from aifkg.web.finding import Asking
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
    asking = Asking(served.pool, asyncio.get_running_loop(), client)
    return await served.threads.run(_found, asking, served, iri)


def _found(asking: Asking, served: Served, iri: str) -> Found:
    rows = rows_of(asking, iri)
    content = in_page(described(_statements(rows), iri))
    data = f'<script type="application/ld+json">{content}</script>'
    return Found(assembled(rows, served.prefixes, iri), data)


def _statements(rows: Rows) -> list[Statement]:
    return [(row["other"], row["property"], row["value"]) for row in rows["schema"]]
