"""The app: where routes, errors and the snapshot are put together; the one assembly point."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import FastAPI, Request
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from aifkg import __version__
from aifkg.engine import EngineError
from aifkg.library import Library
from aifkg.web import problem
from aifkg.web.cors import Open
from aifkg.web.home import home
from aifkg.web.limiting import Limiting
from aifkg.web.page import style
from aifkg.web.question import question
from aifkg.web.served import Served, serving
from aifkg.web.settings import Settings
from aifkg.web.sparql import METHODS, sparql

Serving = Callable[[Settings], AbstractAsyncContextManager[Served]]


def create_app(
    settings: Settings,
    *,
    routes: Sequence[BaseRoute] = (),
    library: Library | None = None,
    serving: Serving = serving,
) -> App:
    """Return the app; `routes` are added to its own, `library` holds the questions it answers.

    `serving` gives what is served as long as the app runs: by default, workers of its own.
    """

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

    app = App(
        title="aifkg",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        telemetry={"tracing": False},
    )
    app.state.settings = settings
    app.state.library = library or Library({})
    problem.install(app)
    # Plain routes: what FastAPI does for typed parameters costs more than a small query.
    app.router.routes.extend(
        [
            Route("/sparql", sparql, methods=METHODS),
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


class App(FastAPI):
    """The app with what every answer of it has, errors included."""

    def build_middleware_stack(self) -> ASGIApp:
        """Put the wrappers outside of all that FastAPI adds."""
        return Open(Limiting(super().build_middleware_stack()))


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
    return {"status": "ok", "triples": served.manifest.get("quads")}
