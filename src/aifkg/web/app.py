"""The app: where routes, errors and the snapshot are put together; the one assembly point."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager

from fastapi import FastAPI
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from aifkg import __version__
from aifkg.engine import EngineError
from aifkg.library import Library
from aifkg.web import (
    as_of,
    downloads,
    health,
    index,
    problem,
    problem_pages,
    resource,
    saved_document,
    snapshot_page,
)
from aifkg.web.checking import Checker, check
from aifkg.web.cors import Open
from aifkg.web.description import WELL_KNOWN, describe, endpoint
from aifkg.web.discovery.routes import routes as discovery
from aifkg.web.dump import dump
from aifkg.web.feed import PATH as FEED
from aifkg.web.feed import feed
from aifkg.web.graphs import METHODS as GRAPH_METHODS
from aifkg.web.graphs import graphs
from aifkg.web.home import home
from aifkg.web.journal import opened
from aifkg.web.jsonld import CONTEXT, context_jsonld
from aifkg.web.keeping import Keeping
from aifkg.web.limiting import Limiting
from aifkg.web.maker import Maker
from aifkg.web.metrics import Metrics, metrics
from aifkg.web.near import PATH as NEIGHBOURS
from aifkg.web.near import neighbours
from aifkg.web.observe import Observe
from aifkg.web.openapi import PATH as OPENAPI
from aifkg.web.openapi import openapi
from aifkg.web.page import outlines, style
from aifkg.web.place import Placed, refuse_own
from aifkg.web.pointing import PATH as POINTING
from aifkg.web.pointing import pointing
from aifkg.web.recorder import Recorder
from aifkg.web.rendered import Rendered
from aifkg.web.request_id import RequestIds
from aifkg.web.schema import PLACE as SCHEMA
from aifkg.web.schema import schema
from aifkg.web.served import Served, serving
from aifkg.web.settings import Settings
from aifkg.web.sparql import METHODS
from aifkg.web.tally import told
from aifkg.web.trace import route as trace
from aifkg.web.version import version

Serving = Callable[[Settings], AbstractAsyncContextManager[Served]]
Lifespan = Callable[["App"], AbstractAsyncContextManager[None]]


def create_app(
    settings: Settings,
    *,
    routes: Sequence[BaseRoute] = (),
    library: Library | None = None,
    serving: Serving = serving,
    slot: str | None = None,
) -> App:
    """Return the app; `routes` are added to its own, `library` holds the questions it answers.

    `serving` gives what is served as long as the app runs: by default, workers of its own. `slot`
    names this process among those that count together. Raise Misplaced where it would stand below a
    path of its own.
    """

    @asynccontextmanager
    async def lifespan(app: App) -> AsyncIterator[None]:
        try:
            async with serving(settings) as served:
                app.serve(served)
                async with (
                    told(app.state),
                    aclosing(app.state.maker),
                    aclosing(app.state.recorder),
                ):
                    yield
        except EngineError as error:
            # Whatever runs the app is told of it as text alone.
            app.state.failure = error
            raise

    app = _routed(routes, lifespan)
    refuse_own(settings.root_path, app.router.routes)
    state = app.state
    state.settings = settings
    state.library = Library({}) if library is None else library
    state.ids = RequestIds()
    # A table may take as much memory as any answer, and no worker's bound holds for it.
    state.rendering = asyncio.Semaphore(1)
    state.maker = Maker()
    state.recorder = Recorder(slot)
    state.rendered = Rendered()
    state.checker = Checker()
    state.metrics = Metrics(slot)
    state.journal = opened(
        settings.log,
        with_queries=settings.log_queries,
        with_clients=settings.log_clients,
        on_lost=state.metrics.lost,
    )
    problem.install(app)
    return app


def check_place(settings: Settings, routes: Sequence[BaseRoute] = ()) -> None:
    """Raise Misplaced where the app with these routes would stand below a path of its own."""
    refuse_own(settings.root_path, _routed(routes).router.routes)


def _routed(routes: Sequence[BaseRoute], lifespan: Lifespan | None = None) -> App:
    """Return an app that has its routes and nothing to answer from."""
    app = App(
        title="aifkg",
        version=__version__,
        lifespan=lifespan,
        openapi_url=None,
        telemetry={"tracing": False},
    )
    # Plain routes: what FastAPI does for typed parameters costs more than a small query.
    app.router.routes.extend(
        [
            Route("/sparql", endpoint, methods=METHODS),
            Route("/sparql/check", check, methods=["GET", "HEAD", "POST"]),
            Route(f"/{WELL_KNOWN}", describe),
            Route("/rdf-graphs", graphs, methods=GRAPH_METHODS),
            Route("/rdf-graphs/{path:path}", graphs, methods=GRAPH_METHODS),
            Route(f"/{NEIGHBOURS}", neighbours),
            Route(f"/{POINTING}", pointing),
            Route("/snapshot.nq", dump),
            *downloads.routes(),
            Route(f"/{FEED}", feed),
            Route("/", home),
            Route("/style.css", style),
            Route("/europe.svg", outlines),
            Route(f"/{CONTEXT}", context_jsonld),
            Route(f"/{SCHEMA}", schema),
            Route(f"/{OPENAPI}", openapi),
            Route("/version", version),
            Route("/metrics", metrics),
            *health.routes(),
            *saved_document.routes(),
            *problem_pages.routes(),
            *snapshot_page.routes(),
            *index.routes(),
            *discovery(),
            *trace.routes(),
            *resource.routes(),
            *as_of.routes(),
            *routes,
        ]
    )
    return app


class App(FastAPI):
    """The app with what every answer of it has, errors included."""

    def serve(self, served: Served) -> None:
        """Answer from this snapshot from now on."""
        self.state.served = served
        self.state.recorder.begin(served)
        self.state.metrics.snapshot(served.sha256, served.offer.built)
        served.pool.on_killed = self.state.metrics.killed

    def build_middleware_stack(self) -> ASGIApp:
        """Put the wrappers outside of all that FastAPI adds."""
        state = self.state
        inner = Keeping(Open(Limiting(super().build_middleware_stack())))
        observed = Observe(inner, state.metrics, state.journal, state.ids)
        return Placed(observed, state.settings.root_path)
