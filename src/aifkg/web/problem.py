"""Problems: every error of the server in the one shape of RFC 9457."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from aifkg.engine import (
    EngineBusy,
    EngineError,
    NotRepresentable,
    QueryError,
    QueryFailed,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    ResultTooLarge,
    UpdateRefused,
    WorkerDied,
)
from aifkg.names import BASE
from aifkg.web import page
from aifkg.web.fault import fault_page

# The first class that fits counts.
_ENGINE: tuple[tuple[type[EngineError], int, str, str], ...] = (
    (UpdateRefused, 403, "read-only", "The graph is read-only"),
    (QuerySyntaxError, 400, "query-syntax", "The query is not SPARQL"),
    (QueryRefused, 400, "query-refused", "The query is not answered here"),
    (QueryFailed, 400, "query-failed", "The query could not be evaluated"),
    (QueryError, 400, "query", "The query is at fault"),
    (NotRepresentable, 406, "not-representable", "The format cannot carry the answer"),
    (ResultTooLarge, 422, "result-too-large", "The answer is too large"),
    (QueryTimeout, 503, "query-timeout", "The query ran into its time limit"),
    (WorkerDied, 503, "query-ended", "The query was ended"),
    (EngineBusy, 503, "busy", "The server is busy"),
    (EngineError, 503, "unavailable", "The graph is not available"),
)


class Problem(Exception):
    """An error with its answer, raised anywhere below a route."""

    def __init__(
        self,
        status: int,
        slug: str,
        title: str,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.headers = {"Cache-Control": "no-store", **(headers or {})}
        self.content = {
            "type": f"{BASE}problem/{slug}",
            "title": title,
            "status": status,
            "detail": detail,
            **{name: value for name, value in more.items() if value is not None},
        }

    def response(self) -> Response:
        """Return the answer."""
        return Response(
            json.dumps(self.content, ensure_ascii=False),
            self.status,
            self.headers,
            "application/problem+json",
        )


def install(app: FastAPI) -> None:
    """Answer every error of the app as a problem."""
    for kind in (Problem, EngineError, HTTPException, RequestValidationError, Exception):
        app.add_exception_handler(kind, _handle)


async def _handle(request: Request, error: Exception) -> Response:
    found = _problem(request, error)
    as_page = getattr(request.state, "as_page", False)
    if as_page or page.wanted(request) or request.query_params.get("format") == page.FORMAT:
        query = getattr(request.state, "query", request.query_params.get("query"))
        return fault_page(found.content, query, found.headers)
    return found.response()


def _problem(request: Request, error: Exception) -> Problem:
    if isinstance(error, Problem):
        return error
    if isinstance(error, EngineError):
        return _of_engine(error)
    if isinstance(error, HTTPException):
        return _of_http(request, error)
    if isinstance(error, RequestValidationError):
        faults = "; ".join(f"{fault['loc'][-1]}: {fault['msg']}" for fault in error.errors())
        return Problem(400, "parameter", "A parameter is at fault", f"{faults}.")
    detail = "The server met an error of its own; it is in the server's log."
    # The middleware that adds this elsewhere is not passed on the way back from a defect.
    headers = {"Access-Control-Allow-Origin": "*"}
    return Problem(500, "internal", "The server failed", detail, headers=headers)


def _of_engine(error: EngineError) -> Problem:
    status, slug, title = next(row[1:] for row in _ENGINE if isinstance(error, row[0]))
    headers = {"Retry-After": "1"} if isinstance(error, EngineBusy) else None
    return Problem(
        status,
        slug,
        title,
        error.message,
        headers=headers,
        line=error.line,
        column=error.column,
    )


def _of_http(request: Request, error: HTTPException) -> Problem:
    phrase = HTTPStatus(error.status_code).phrase
    details = {
        404: f"Nothing is at {request.url.path}.",
        405: f"{request.url.path} does not take {request.method}.",
    }
    detail = details.get(error.status_code, str(error.detail))
    slug = phrase.lower().replace(" ", "-")
    return Problem(error.status_code, slug, phrase, detail, headers=error.headers)
