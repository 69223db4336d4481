"""Rows: what a query of this room gives, as text by the names of its variables."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from fastapi import Request

from aifkg.engine import BY_NAME, Bindings
from aifkg.engine import Request as Question
from aifkg.web.asking import ask
from aifkg.web.query_file import query_file

Row = Mapping[str, str]


async def rows(request: Request, stem: str, bindings: Bindings | None = None) -> Sequence[Row]:
    """Return the rows that `<stem>.rq` gives; a variable without a value is left out."""
    question = Question(query_file(stem), (BY_NAME["json"],), bindings or {})
    answer = await ask(request, question)
    found = json.loads(answer.body)["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in found]
