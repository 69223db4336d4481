"""What the shapes say of each property of each class, as JSON and as a table."""

from __future__ import annotations

import json

from fastapi import Request, Response

from aifkg.spreadsheet import written
from aifkg.web.plain_view import view
from aifkg.web.rows import Row, rows

_COLUMNS = ("shape", "class", "property", "least", "most", "kinds", "message")


async def shapes_json(request: Request, iri: str) -> Response:
    """Answer the constraints as JSON that needs no RDF to be read."""
    content = {"iri": iri, "constraints": await _constraints(request)}
    body = json.dumps(content, ensure_ascii=False, indent=2).encode()
    return view(request, body, "json", "application/json")


async def shapes_csv(request: Request, iri: str) -> Response:  # noqa: ARG001 - as all views
    """Answer the constraints as a table."""
    body = written(_COLUMNS, await _constraints(request))
    return view(request, body, "csv", "text/csv")


async def _constraints(request: Request) -> list[dict[str, str]]:
    found = await rows(request, "constraints")
    return [
        {name: row["part" if name == "shape" else name] for name in _COLUMNS if _has(row, name)}
        for row in found
    ]


def _has(row: Row, name: str) -> bool:
    return name == "shape" or name in row
