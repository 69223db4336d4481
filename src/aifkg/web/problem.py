"""Problems: every error of the server in the one shape of RFC 9457."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from aifkg.engine import (
    EngineBusy,
    EngineClosed,
    EngineError,
    NotOffered,
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
from aifkg.federation import ServiceFailed, ServiceTimeout
from aifkg.names import BASE
from aifkg.web import page
from aifkg.web.account import account
from aifkg.web.cors import OPEN
from aifkg.web.fault import fault_page

_MEDIA_TYPE = "application/problem+json"
_ASKING = re.compile(r"/sparql(?:/|$)|/query/")
"""Where queries are asked; elsewhere a page with an editor of them would mend nothing."""
_WRITING = ("PUT", "DELETE", "PATCH")
_READ_ONLY = (
    "Nothing is changed here by a request. The graph changes when the files it is built from do: "
    "edit data/, run aifkg check, then aifkg reload."
)
# The first class that fits counts.
ENGINE: tuple[tuple[type[EngineError], int, str, str], ...] = (
    (UpdateRefused, 403, "read-only", "The graph is read-only"),
    (QuerySyntaxError, 400, "query-syntax", "The query is not SPARQL"),
    (QueryRefused, 400, "query-refused", "The query is not answered here"),
    (QueryFailed, 400, "query-failed", "The query could not be evaluated"),
    (QueryError, 400, "query", "The query is at fault"),
    (NotOffered, 406, "not-acceptable", "No format on offer is acceptable"),
    (NotRepresentable, 406, "not-representable", "The format cannot carry the answer"),
    (ResultTooLarge, 422, "result-too-large", "The answer is too large"),
    (QueryTimeout, 503, "query-timeout", "The query ran into its time limit"),
    (WorkerDied, 503, "query-ended", "The query was ended"),
    (EngineBusy, 503, "busy", "The server is busy"),
    (ServiceTimeout, 504, "service-timeout", "Another endpoint did not answer in time"),
    (ServiceFailed, 502, "service-failed", "Another endpoint gave no answer"),
    (EngineError, 503, "unavailable", "The graph is not available"),
)
# What may well go otherwise when it is asked again.
_PASSING = (EngineBusy, EngineClosed, WorkerDied)


class Problem(Exception):
    """An error with its answer, raised anywhere below a route.

    `main` is what stands on its page, where that says more than the document.
    """

    def __init__(
        self,
        status: int,
        slug: str,
        title: str,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        main: str = "",
        **more: Any,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.slug = slug
        self.main = main
        self.headers = {"Cache-Control": "no-store", **(headers or {})}
        self.content = {
            "type": f"{BASE}problem/{slug}",
            "title": title,
            "status": status,
            "detail": detail,
            **{name: value for name, value in more.items() if value is not None},
        }

    @property
    def body(self) -> bytes:
        """The document."""
        return json.dumps(self.content, ensure_ascii=False).encode("utf-8", "replace")

    def response(self) -> Response:
        """Return the answer."""
        return Response(self.body, self.status, self.headers, _MEDIA_TYPE)

    def head(self) -> bytes:
        """Return the status line and the headers as they are sent, without what ends a head."""
        lines = {
            **OPEN,
            **self.headers,
            "Content-Type": _MEDIA_TYPE,
            "Content-Length": str(len(self.body)),
        }
        status = f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}\r\n"
        text = status + "".join(f"{name.lower()}: {value}\r\n" for name, value in lines.items())
        return text.encode("latin-1")


class ParameterProblem(Problem):
    """A parameter at fault: `detail` names it with its value and the rule that it breaks."""

    def __init__(self, detail: str, **more: Any) -> None:
        super().__init__(400, "parameter", "A parameter is at fault", detail, **more)


class ClientLeft(Exception):
    """The client closed the connection before it had its answer."""


def read_only(headers: Mapping[str, str] | None = None) -> Problem:
    """Return the problem of a request that would change the graph."""
    return Problem(403, "read-only", "The graph is read-only", _READ_ONLY, headers=headers)


def install(app: Starlette) -> None:
    """Answer every error of the app as a problem."""
    for kind in (Problem, EngineError, HTTPException, RequestValidationError, Exception):
        app.add_exception_handler(kind, _handle)
    for left in (ClientLeft, ClientDisconnect):
        app.add_exception_handler(left, _unheard)


async def _handle(request: Request, error: Exception) -> Response:
    found = _problem(request, error)
    kept = account(request.scope)
    kept.slug = found.slug
    if kept.request_id:
        found.content["request_id"] = kept.request_id
    as_page = getattr(request.state, "as_page", False)
    if as_page or page.wanted(request) or request.query_params.get("format") == page.FORMAT:
        if found.main:
            title = found.content["title"]
            return page.page(title, found.main, status=found.status, headers=found.headers)
        return fault_page(found.content, _query(request), found.headers)
    return found.response()


def _query(request: Request) -> str | None:
    """Return the query that was asked, "" where there is none yet, None where none is asked."""
    if not _ASKING.match(request.scope["path"]):
        return None
    return str(getattr(request.state, "query", request.query_params.get("query", "")))


async def _unheard(request: Request, _error: Exception) -> Response:
    """Answer nobody; the status is the one that servers log for this."""
    account(request.scope).client_left = True
    return Response(status_code=499)


def _problem(request: Request, error: Exception) -> Problem:
    if isinstance(error, Problem):
        return error
    if isinstance(error, EngineError):
        return of_engine(error)
    if isinstance(error, HTTPException):
        return _of_http(request, error)
    if isinstance(error, RequestValidationError):
        faults = "; ".join(f"{fault['loc'][-1]}: {fault['msg']}" for fault in error.errors())
        return ParameterProblem(f"{faults}.")
    detail = "The server met an error of its own; it is in the server's log."
    return Problem(500, "internal", "The server failed", detail)


def of_engine(error: EngineError) -> Problem:
    """Return the problem that tells of an error of the engine."""
    status, slug, title = next(row[1:] for row in ENGINE if isinstance(error, row[0]))
    headers = {"Retry-After": "1"} if isinstance(error, _PASSING) else None
    dump = " The whole graph is at /snapshot.nq." if isinstance(error, ResultTooLarge) else ""
    return Problem(
        status,
        slug,
        title,
        error.message + dump,
        headers=headers,
        line=error.line,
        column=error.column,
        did_you_mean=list(getattr(error, "suggestions", ())) or None,
    )


def _of_http(request: Request, error: HTTPException) -> Problem:
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED and request.method in _WRITING:
        return read_only(error.headers)
    phrase = HTTPStatus(error.status_code).phrase
    details = {
        404: f"Nothing is at {request.url.path}.",
        405: f"{request.url.path} does not take {request.method}.",
    }
    detail = details.get(error.status_code, str(error.detail))
    slug = phrase.lower().replace(" ", "-")
    return Problem(error.status_code, slug, phrase, detail, headers=error.headers)
