"""Checking: GET and POST /sparql/check, which says what is wrong with a query and never runs it."""

from __future__ import annotations

import asyncio
import json

from starlette.requests import Request
from starlette.responses import Response

from aifkg.engine import EngineBusy, EngineError, Form, form_of
from aifkg.lint import Finding, Severity, Vocabulary
from aifkg.lint import check as findings_of
from aifkg.web.finding import Asking
from aifkg.web.protocol import read
from aifkg.web.served import Served

_MOST_WAITING = 16
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class Checker:
    """Checks queries one at a time, so that they never take more than a part of one processor."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._kept: tuple[str, Vocabulary] | None = None

    async def check(self, served: Served, sparql: str) -> list[Finding]:
        """Return what is found in a query; raise EngineBusy where too many wait already."""
        if self._waiting >= _MOST_WAITING:
            raise EngineBusy(f"{self._waiting} checks are waiting already, the most that may.")
        self._waiting += 1
        try:
            async with self._turn:
                vocabulary = await self._vocabulary(served)
                allowed = served.settings.endpoints
                return await asyncio.to_thread(findings_of, sparql, vocabulary, allowed=allowed)
        finally:
            self._waiting -= 1

    async def _vocabulary(self, served: Served) -> Vocabulary:
        """Return the vocabulary of the snapshot, which is read once."""
        if self._kept is None or self._kept[0] != served.sha256:
            asking = Asking(served.pool, asyncio.get_running_loop())
            read_now = await served.threads.run(Vocabulary.of, asking, served.prefixes)
            self._kept = (served.sha256, read_now)
        return self._kept[1]


async def check(request: Request) -> Response:
    """Answer with all that is found in a query; that it is at fault is an answer, not an error."""
    state = request.app.state
    served: Served = state.served
    asked = await read(request, served.settings.body_bytes)
    checker: Checker = state.checker
    found = await checker.check(served, asked.sparql)
    content = {
        "ok": all(finding.severity is not Severity.ERROR for finding in found),
        "form": _form(asked.sparql),
        "findings": [finding.content for finding in found],
    }
    body = json.dumps(content, ensure_ascii=False)
    return Response(body, headers=_HEADERS, media_type="application/json")


def _form(sparql: str) -> Form | None:
    try:
        return form_of(sparql)
    except EngineError:
        return None
