"""Asking: a query becomes an answer with its headers, from what is held or from the pool."""

from __future__ import annotations

import asyncio
import codecs
import hashlib
from collections.abc import Awaitable
from typing import TypeVar

from fastapi import Request
from starlette.types import Receive

from aifkg.engine import Request as Question
from aifkg.engine import Written
from aifkg.web import freshness
from aifkg.web.answers import Answer, Key
from aifkg.web.budget import WINDOW_S, Budget
from aifkg.web.cors import OPEN
from aifkg.web.problem import ClientLeft, Problem
from aifkg.web.served import Served
from aifkg.web.volatile import is_volatile

T = TypeVar("T")
_NOT_KEPT = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


async def ask(
    request: Request,
    question: Question,
    time_limit: float | None = None,
    *,
    version: str = "",
    bom: bool = False,
) -> Answer:
    """Return the answer to a question; raise EngineError, Problem or ClientLeft without one."""
    served: Served = request.app.state.served
    key = Key.of(question, bom=bom)
    held = served.answers.get(key)
    if held is not None:
        return held
    client: str = getattr(request.state, "client", "")
    refuse_spent(served.budget, client)
    evaluated = served.pool.answer(question, time_limit, client=client)
    written = await _watched(request.receive, evaluated)
    answer = answer_of(served, question.sparql, written, version=version, bom=bom)
    if answer.tag:
        served.answers.hold(key, answer)
    return answer


def refuse_spent(budget: Budget, client: str) -> None:
    """Raise Problem where a client has used the time that it may use."""
    if not budget.is_bounded or not client or budget.left(client) > 0:
        return
    wait = max(1, round(WINDOW_S / budget.seconds - budget.left(client)))
    raise Problem(
        429,
        "budget-spent",
        "The client's budget is spent",
        f"Queries from {client} have taken more than the {budget.seconds:g} s that one client may "
        f"use in {WINDOW_S} s; ask again in {wait} s. What is held already is answered still.",
        headers={"Retry-After": str(wait)},
    )


def answer_of(
    served: Served, sparql: str, written: Written, *, version: str = "", bom: bool = False
) -> Answer:
    """Return an answer with its headers; `version` tells those apart whose query no URL holds."""
    body = codecs.BOM_UTF8 + written.body if bom else written.body
    parts = (served.sha256, version, written.format.name, written.coding, "bom" if bom else "")
    headers = dict(_NOT_KEPT) if is_volatile(sparql) else freshness.headers(*parts)
    headers["Content-Type"] = written.format.content_type
    if written.coding:
        headers["Content-Encoding"] = written.coding
    lines = _lines(headers)
    return Answer(
        headers,
        body,
        written.rows,
        hashlib.sha256(sparql.encode("utf-8", "surrogatepass")).hexdigest()[:16],
        b"HTTP/1.1 200 OK\r\n%bcontent-length: %d\r\n" % (lines, len(body)),
        b"HTTP/1.1 304 Not Modified\r\n" + lines,
    )


def _lines(headers: dict[str, str]) -> bytes:
    both = {**OPEN, **headers}
    return "".join(f"{name.lower()}: {value}\r\n" for name, value in both.items()).encode("latin-1")


async def _watched(receive: Receive, work: Awaitable[T]) -> T:
    """Return what comes of the work, which is ended where the client leaves before."""
    task = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_left(receive))
    try:
        await asyncio.wait({task, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise ClientLeft
        return task.result()
    finally:
        leaving.cancel()
        task.cancel()


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
