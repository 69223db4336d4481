"""Templates: the route of a request as one word, whichever framework found it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from aifkg.web.template import Templates


async def one(request: Request) -> Response:
    return Response()


async def shared(request: Request) -> Response:
    return Response()


async def typed(name: str) -> str:
    return name


def starlette() -> Starlette:
    return Starlette(routes=_routes())


def fastapi() -> FastAPI:
    app = FastAPI(openapi_url=None)
    app.router.routes.extend(_routes())
    app.get("/typed/{name}")(typed)
    return app


def _routes() -> list[Route]:
    return [
        Route("/query/{name}", one, methods=["GET"]),
        Route("/health", shared),
        Route("/health/ready", shared),
    ]


def template(app: ASGIApp, method: str, path: str) -> str:
    templates = Templates()
    found: list[str] = []

    async def watching(scope: Any, receive: Callable[[], Awaitable[Any]], send: Any) -> None:
        await app(scope, receive, send)
        found.append(templates.of(scope))

    async def asked() -> None:
        transport = httpx.ASGITransport(watching)
        async with httpx.AsyncClient(transport=transport, base_url="http://e.org") as client:
            await client.request(method, path)

    asyncio.run(asked())
    return found[0]


@pytest.mark.parametrize("make", [starlette, fastapi])
@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/query/any", "/query/{name}"),
        ("HEAD", "/query/any", "/query/{name}"),
        ("POST", "/query/any", "/query/{name}"),
        ("GET", "/health", "/health"),
        ("GET", "/health/ready", "/health/ready"),
        ("GET", "/query/any/more", "unmatched"),
        ("GET", "/", "unmatched"),
    ],
)
def test_a_template_is_the_path_of_the_route(
    make: Callable[[], ASGIApp], method: str, path: str, expected: str
) -> None:
    assert template(make(), method, path) == expected


def test_a_route_of_fastapi_has_its_template() -> None:
    assert template(fastapi(), "GET", "/typed/any") == "/typed/{name}"


def test_an_app_without_routes_has_no_template() -> None:
    assert Templates().of({"type": "http", "path": "/"}) == "unmatched"
