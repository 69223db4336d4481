"""The app: where routes, errors and the snapshot are put together; the one assembly point."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import BaseRoute, Route

from aifkg import __version__
from aifkg.engine import EngineError
from aifkg.library import Library
from aifkg.web import problem
from aifkg.web.home import home
from aifkg.web.page import style
from aifkg.web.question import question
from aifkg.web.served import Served, serving
from aifkg.web.settings import Settings
from aifkg.web.sparql import sparql


def create_app(
    settings: Settings,
    *,
    routes: Sequence[BaseRoute] = (),
    library: Library | None = None,
) -> FastAPI:
    """Return the app; `routes` are added to its own, `library` holds the questions it answers."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        try:
            async with serving(settings) as served:
                app.state.served = served
                yield
        except EngineError as error:
            # Whatever runs the app is told of it as text alone.
            app.state.failure = error
            raise

    app = FastAPI(
        title="aifkg",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        telemetry={"tracing": False},
    )
    app.state.library = library or Library({})
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "POST"],
        allow_headers=["*"],
        expose_headers=["ETag", "Retry-After"],
    )
    problem.install(app)
    # Plain routes: what FastAPI does for typed parameters costs more than a small query.
    app.router.routes.extend(
        [
            Route("/sparql", sparql, methods=["GET", "HEAD", "POST"]),
            Route("/query/{name}", question),
            Route("/", home),
            Route("/style.css", style),
            *routes,
        ]
    )
    for path, answer in (("/version", version), ("/health", health)):
        app.get(path)(answer)
        app.head(path, include_in_schema=False)(answer)
    return app


async def version(request: Request) -> dict[str, object]:
    """Say which program serves which snapshot."""
    served: Served = request.app.state.served
    return {
        "name": "aifkg",
        "version": __version__,
        "snapshot": served.sha256,
        "manifest": dict(served.manifest),
    }


async def health(request: Request) -> dict[str, object]:
    """Say that the server answers, and from how many triples."""
    served: Served = request.app.state.served
    return {"status": "ok", "triples": served.pool.triples}
