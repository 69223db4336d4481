"""Asking: a query becomes an answer with its headers, from what is held or from the pool."""

from __future__ import annotations

import asyncio
import codecs
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from time import monotonic
from typing import TypeVar

from fastapi import Request
from starlette.types import Receive

from aifkg.engine import EngineError, Format, Job, Outcome, Written
from aifkg.engine import Request as Question
from aifkg.federation import has_service
from aifkg.web import freshness
from aifkg.web.account import account
from aifkg.web.answers import Answer, Key
from aifkg.web.budget import WINDOW_S, Budget
from aifkg.web.cors import OPEN
from aifkg.web.problem import ClientLeft, Problem
from aifkg.web.served import Served
from aifkg.web.volatile import is_volatile

T = TypeVar("T")
_LEAST_S = 0.1
_OK = b"HTTP/1.1 200 OK\r\n"
_NOT_MODIFIED = b"HTTP/1.1 304 Not Modified\r\n"
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
    key = Key.of(question, version=version, bom=bom)
    kept = account(request.scope)
    kept.query = question.sparql
    held = served.answers.get(key)
    kept.cache = "miss" if held is None else "hit"
    if held is not None:
        kept.rows = held.rows
        return held
    client: str = getattr(request.state, "client", "")
    _refuse_spent(request, served, client)
    whole, time_limit = await _federated(request, served, question, time_limit, client)
    written = await _evaluated(request, served, whole, time_limit, client)
    kept.rows = written.rows
    is_kept = whole is question and not is_volatile(question.sparql)
    answer = answer_of(served, written, version=version, bom=bom, is_kept=is_kept)
    if answer.tag:
        served.answers.hold(key, answer)
    return answer


def _refuse_spent(request: Request, served: Served, client: str) -> None:
    """Do as `refuse_spent`, and count the refusal."""
    try:
        refuse_spent(served.budget, client)
    except Problem:
        request.app.state.metrics.refused()
        raise


def refuse_spent(budget: Budget, client: str) -> None:
    """Raise Problem where a client has used the time that it may use."""
    if not budget.is_bounded or not client or budget.left(client) > 0:
        return
    wait = int(budget.wait_s(client)) + 1
    raise Problem(
        429,
        "budget-spent",
        "The client's budget is spent",
        f"Queries from {client} have taken more than the {budget.seconds:g} s that one client may "
        f"use in {WINDOW_S} s; ask again in {wait} s. What is held already is answered still.",
        headers={"Retry-After": str(wait)},
    )


def asks_others(served: Served, sparql: str) -> bool:
    """Whether other endpoints may be asked for a query, whose answer may then be theirs as well."""
    return bool(served.federation.policy.endpoints) and has_service(sparql)


async def _federated(
    request: Request, served: Served, question: Question, time_limit: float | None, client: str
) -> tuple[Question, float | None]:
    """Return the question with what other endpoints answer in it, and the time that is left.

    What that took is the client's, who may have nothing left for the rest.
    """
    if question.task or not asks_others(served, question.sparql):
        return question, time_limit
    limit, began = served.pool.limit(time_limit), monotonic()
    asking = asyncio.ensure_future(
        served.federation.federate(question.sparql, limit=limit, client=client)
    )
    try:
        sparql = await _watched(request.receive, asking)
    finally:
        asking.cancel()
    _refuse_spent(request, served, client)
    whole = question if sparql == question.sparql else replace(question, sparql=sparql)
    return whole, max(_LEAST_S, limit - (monotonic() - began))


def answer_of(
    served: Served,
    written: Written,
    *,
    version: str = "",
    bom: bool = False,
    is_kept: bool = True,
) -> Answer:
    """Return an answer with its headers; `version` tells those apart whose query no URL holds."""
    body = codecs.BOM_UTF8 + written.body if bom else written.body
    parts = (version, freshness.mark(bom), written.format.name, written.coding)
    known_by = (served.edition, *parts) if is_kept else ()
    headers, head, not_modified = _head(known_by, written.format, written.coding)
    return Answer(
        headers,
        body,
        written.rows,
        b"%bcontent-length: %d\r\n" % (head, len(body)),
        not_modified,
    )


def unchanged(
    served: Served, formats: Sequence[Format], known: str, *, version: str = "", bom: bool = False
) -> Answer | None:
    """Return an answer without a body where a client has what it would get, None where not.

    That follows from the tags which an If-None-Match names; whoever has anything has this only
    where there is an answer (RFC 9110, 13.2.1).
    """
    if "*" in known:
        return None
    possible = freshness.tags(formats, served.edition, version, freshness.mark(bom))
    tag = freshness.matches(known, possible)
    if tag is None:
        return None
    headers = {**freshness.headers(served.edition, version), "ETag": tag}
    return Answer(headers, b"", None, b"", _NOT_MODIFIED + _lines({**OPEN, **headers}))


@lru_cache(1_024)
def _head(
    known_by: tuple[str, ...], format_: Format, coding: str
) -> tuple[Mapping[str, str], bytes, bytes]:
    """Return the headers of an answer, and the heads of a 200 and a 304 as they are sent.

    They are the same for all answers of a snapshot in one format and coding, but for the length.
    Those that describe the body are not in a 304, which has none (RFC 9110, 15.4.5).
    """
    kept = freshness.headers(*known_by) if known_by else _NOT_KEPT
    described = {"Content-Type": format_.content_type}
    if coding:
        described["Content-Encoding"] = coding
    lines = _lines({**OPEN, **kept})
    return {**kept, **described}, _OK + lines + _lines(described), _NOT_MODIFIED + lines


def _lines(headers: Mapping[str, str]) -> bytes:
    lines = (f"{name.lower()}: {value}\r\n" for name, value in headers.items())
    return "".join(lines).encode("latin-1")


async def _evaluated(
    request: Request,
    served: Served,
    question: Question,
    time_limit: float | None,
    client: str,
) -> Written:
    """Return what the pool writes; raise ClientLeft where nobody waits for it any more."""
    outcome: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()

    def done(_: Job, ended: Outcome) -> None:
        if not outcome.done():
            outcome.set_result(ended)

    asker = served.evaluations.submit(question, done, time_limit, client=client)
    kept = account(request.scope)
    try:
        ended = await _watched(request.receive, outcome)
    except BaseException:
        served.evaluations.cancel(asker)
        raise
    finally:
        job = asker.evaluation.job
        kept.lane, kept.queue_seconds, kept.eval_seconds = job.lane, job.waited, job.spent
    if isinstance(ended, EngineError):
        raise ended
    return ended


async def _watched(receive: Receive, work: asyncio.Future[T]) -> T:
    """Return what comes of the work, unless the client leaves before."""
    leaving = asyncio.ensure_future(_left(receive))
    try:
        await asyncio.wait((work, leaving), return_when=asyncio.FIRST_COMPLETED)
    finally:
        leaving.cancel()
    if not work.done():
        raise ClientLeft
    return work.result()


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
