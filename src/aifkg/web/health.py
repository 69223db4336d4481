"""Health: whether the process lives, and whether it answers queries."""

from __future__ import annotations

import asyncio
from importlib.resources import files
from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from aifkg.engine import BY_NAME, EngineBusy, EngineError, Lane, QueryTimeout
from aifkg.engine import Request as Question
from aifkg.web.problem import Problem
from aifkg.web.served import Served

_ASKED = files(__package__).joinpath("ready.rq").read_text(encoding="utf-8")
_LIMIT_SECONDS = 1.0
_HEADERS = {"Cache-Control": "no-store"}


def routes() -> list[BaseRoute]:
    """Return the routes of health; /health is that of readiness."""
    ready = Readiness().answer
    return [
        Route("/health", ready),
        Route("/health/ready", ready),
        Route("/health/live", live),
    ]


async def live(_: Request) -> Response:
    """Say that the process takes requests; it is to be started anew where it does not."""
    return JSONResponse({"status": "ok"}, headers=_HEADERS)


class Readiness:
    """Whether queries are answered: one is asked at most once a second, for all who want to know.

    A server whose evaluators are all taken is ready still, and says "busy": each of their queries
    ends within its limit, and a server that were taken away under load would leave it to the rest.
    """

    def __init__(self) -> None:
        self._served: Served | None = None
        self._asked_at = 0.0
        self._asking: asyncio.Task[EngineError | None] | None = None

    async def answer(self, request: Request) -> Response:
        """Say that queries are answered, and from how many triples, or why they are not."""
        state = request.app.state
        served: Served | None = getattr(state, "served", None)
        if served is None:
            raise _not_ready("The graph is not loaded yet.")
        fault = await self._fault(served)
        if fault is not None and not _is_busy(served, fault):
            raise _not_ready(f"A query that asks for nothing got no answer: {fault.message}")
        status = "busy" if fault else "ok"
        content: dict[str, Any] = {"status": status, "triples": served.manifest.get("quads")}
        return JSONResponse(content, headers=_HEADERS)

    async def _fault(self, served: Served) -> EngineError | None:
        """Return what the last query met; ask again where it is old, or of another graph."""
        now = asyncio.get_running_loop().time()
        is_old = now - self._asked_at >= _LIMIT_SECONDS and not self._is_asking()
        if self._asking is None or self._served is not served or is_old:
            self._served, self._asked_at = served, now
            self._asking = asyncio.create_task(_ask(served))
        # Shielded, because the client that asked first may leave before the others.
        return await asyncio.shield(self._asking)

    def _is_asking(self) -> bool:
        return self._asking is not None and not self._asking.done()


async def _ask(served: Served) -> EngineError | None:
    """Return the error rather than raise it: whoever asked may have left."""
    try:
        await served.pool.answer(Question(_ASKED, (BY_NAME["json"],)), _LIMIT_SECONDS)
    except EngineError as error:
        return error
    return None


def _is_busy(served: Served, fault: EngineError) -> bool:
    """Whether it was for others that there was no answer, in the line or once it had begun."""
    pool = served.pool
    others = sum(pool.running(lane) + pool.waiting(lane) for lane in Lane)
    return isinstance(fault, EngineBusy) or (isinstance(fault, QueryTimeout) and others > 0)


def _not_ready(detail: str) -> Problem:
    return Problem(
        503, "not-ready", "The server is not ready", detail, headers={"Retry-After": "1"}
    )
