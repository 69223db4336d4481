"""What is asked for a page of one thing: its sheet, on the turn and the time of a client."""

from __future__ import annotations

import asyncio

from fastapi import Request

from aifkg.show import Sheet, show
from aifkg.web.asking import refuse_spent
from aifkg.web.finding import BINDING, Asking
from aifkg.web.served import Served


async def sheet_of(request: Request, iri: str) -> Sheet:
    """Return what is held of what an IRI names, at the cost of one query."""
    served: Served = request.app.state.served
    client: str = getattr(request.state, "client", "")
    refuse_spent(served.budget, client)
    loop = asyncio.get_running_loop()
    asking = Asking(served.pool, loop, client)
    return await loop.run_in_executor(BINDING, show, asking, served.prefixes, iri)
