"""The past: the sites of past days that one process answers, each the present one on another graph.

A site has the routes, the questions and the bounds of the present one; beside its graph, only what
would tell of the server instead of the graph is its own or is not there.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.applications import Starlette
from starlette.datastructures import State
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from aifkg.web import health, problem
from aifkg.web.asking import refuse_spent
from aifkg.web.checking import Checker
from aifkg.web.day import Days
from aifkg.web.maker import Maker
from aifkg.web.problem import Problem
from aifkg.web.rendered import Rendered
from aifkg.web.served import Served
from aifkg.web.settings import Settings

_NOT_OF_A_DAY = ("/as-of", "/health", "/metrics", "/openapi.json")
_MOST_WAITING = 16
"""Requests of one process that may wait for graphs of past days."""
_MOST_OF_A_CLIENT = 4
"""Those among them that may be one client's."""
_TOLD_S = 1.0
_CACHE_SHARE = 4


@dataclass(eq=False, slots=True)
class Site:
    """A past day's site, and the number under which the supervisor knows its graph."""

    app: ASGIApp
    served: Served
    number: int
    told: float
    maker: Maker


class Past:
    """The sites that are open, and what waits for others; `tell` reaches the supervisor."""

    def __init__(self, present: State, routes: list[BaseRoute], tell: Callable[..., None]) -> None:
        self._present = present
        self._routes = routes
        self._tell = tell
        self._sites: dict[str, Site] = {}
        self._asked: dict[str, asyncio.Future[Site]] = {}
        self._waiting: Counter[str] = Counter()

    @property
    def days(self) -> Days:
        """The days of which the graph can tell."""
        served: Served = self._present.served
        return Days.of(served.manifest)

    async def site(self, day: date, client: str, limit: float) -> ASGIApp:
        """Return the site of a day on which something became known; raise Problem without one."""
        name = day.isoformat()
        site = self._sites.get(name)
        now = asyncio.get_running_loop().time()
        if site is None:
            site = await self._opened(name, client, limit)
        elif now - site.told > _TOLD_S:
            site.told = now
            self._tell({"used": name})
        return site.app

    def open(self, day: str, number: int, served: Served) -> None:
        """Answer a day from this snapshot from now on."""
        served.pool.on_killed = self._present.metrics.killed
        maker = Maker()
        app = _app(self._present, self._routes, served, maker)
        site = Site(app, served, number, asyncio.get_running_loop().time(), maker)
        self._sites[day] = site
        asked = self._asked.pop(day, None)
        if asked is not None and not asked.done():
            asked.set_result(site)

    def refuse(self, day: str, why: str, wait: int) -> None:
        """Tell who waits for a day that there is nothing to wait for."""
        asked = self._asked.pop(day, None)
        if asked is not None and not asked.done():
            asked.set_exception(_not_ready(why, wait))

    def give_up(self, why: str) -> None:
        """Tell who waits for any day that there is nothing to wait for."""
        for day in tuple(self._asked):
            self.refuse(day, why, 1)

    def forget(self, number: int) -> Served | None:
        """Answer nothing more from a graph, and return what was served if it was."""
        for day, site in self._sites.items():
            if site.number == number:
                site.maker.end()
                return self._sites.pop(day).served
        return None

    async def close(self) -> None:
        """End every process and thread of every site."""
        for site in self._sites.values():
            await site.maker.aclose()
            await site.served.close()
        self._sites.clear()

    async def _opened(self, day: str, client: str, limit: float) -> Site:
        """Have a site made, and wait for it; what that takes is whose request begins it."""
        asked = self._asked.get(day)
        is_first = asked is None
        self._refuse_many(client)
        if asked is None:
            refuse_spent(self._present.served.budget, client)
            asked = self._asked[day] = asyncio.get_running_loop().create_future()
            # Whoever waits for it may have left before it fails.
            asked.add_done_callback(lambda done: done.cancelled() or done.exception())
            self._tell({"day": day})
        began = asyncio.get_running_loop().time()
        try:
            with self._place_of(client):
                return await asyncio.wait_for(asyncio.shield(asked), limit)
        except TimeoutError:
            raise _not_ready(f"The graph of that day was not ready after {limit:g} s.", 2) from None
        finally:
            if is_first and client:
                took = asyncio.get_running_loop().time() - began
                self._present.served.budget.spend(client, took)

    def _refuse_many(self, client: str) -> None:
        """Raise Problem where no request more may wait, be it of all clients or of this one."""
        many, own = self._waiting.total(), self._waiting[client]
        if own >= _MOST_OF_A_CLIENT:
            why = f"{own} requests of {client} wait already for graphs of past days, the most of"
            raise _not_ready(f"{why} one client that may.", 2)
        if many >= _MOST_WAITING:
            raise _not_ready(f"{many} requests wait already for graphs of past days.", 2)

    @contextmanager
    def _place_of(self, client: str) -> Iterator[None]:
        """Count a request among those that wait."""
        self._waiting[client] += 1
        try:
            yield
        finally:
            self._waiting[client] -= 1
            if not self._waiting[client]:
                del self._waiting[client]


class _Beside(State):
    """The state of the present site, but for what is a past one's own."""

    def __init__(self, present: State, own: dict[str, Any]) -> None:
        super().__init__(own)
        object.__setattr__(self, "_present", present)

    def __getattr__(self, name: Any) -> Any:
        try:
            return super().__getattr__(name)
        except AttributeError:
            return getattr(object.__getattribute__(self, "_present"), name)


def settings_of(settings: Settings) -> Settings:
    """Return the settings of a past day's site: each process evaluates one short and one long."""
    cache = settings.cache_bytes // _CACHE_SHARE
    return settings.model_copy(update={"queries": 2, "long_queries": 1, "cache_bytes": cache})


def _app(present: State, routes: list[BaseRoute], served: Served, maker: Maker) -> Starlette:
    of_a_day = [one for one in routes if not getattr(one, "path", "").startswith(_NOT_OF_A_DAY)]
    app = Starlette(routes=[*of_a_day, *health.routes()])
    own = {
        "served": served,
        "past": None,
        "present": present,
        "rendered": Rendered(),
        "checker": Checker(),
        "maker": maker,
    }
    app.state = _Beside(present, own)
    problem.install(app)
    return app


def _not_ready(why: str, wait: int) -> Problem:
    detail = f"{why} Ask again in {wait} s."
    later = {"Retry-After": str(wait)}
    return Problem(
        503, "day-not-ready", "The graph of that day is not ready", detail, headers=later
    )
