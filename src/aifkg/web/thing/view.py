"""Views: one sheet, asked for once, as a page, as JSON or as CSV."""

from __future__ import annotations

import asyncio
import json

from fastapi import Request, Response

from aifkg.show import Sheet
from aifkg.show.plain import as_csv, as_json
from aifkg.web.answer import page_of
from aifkg.web.plain_view import view
from aifkg.web.thing import dispute, page, source
from aifkg.web.thing.asked import found_of
from aifkg.web.thing.map import places
from aifkg.web.thing.tools import Edition


async def thing_page(request: Request, iri: str) -> Response:
    """Answer the page of what an IRI names."""
    found = await found_of(request, iri)
    main = f"{await _main(request, found.sheet)}\n{found.data}"
    return page_of(request, found.sheet.label, main, description=found.sheet.clause)


async def _main(request: Request, sheet: Sheet) -> str:
    """Return what stands on the page before the data for machines."""
    if "source" in sheet.types:
        return await source.html(request, sheet)
    if "dispute" in sheet.types:
        return await dispute.html(request, sheet)
    around = await places(request) if sheet.points else ()
    edition = Edition.of(request)
    async with request.app.state.rendering:
        return await asyncio.to_thread(page.html, sheet, around, edition)


async def thing_json(request: Request, iri: str) -> Response:
    """Answer what an IRI names as JSON that needs no RDF to be read."""
    content = as_json((await found_of(request, iri)).sheet)
    body = json.dumps(content, ensure_ascii=False, indent=2).encode()
    return view(request, body, "json", "application/json")


async def thing_csv(request: Request, iri: str) -> Response:
    """Answer what is held of what an IRI names as a table."""
    return view(request, as_csv((await found_of(request, iri)).sheet), "csv", "text/csv")
