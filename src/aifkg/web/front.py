"""A front: one process of the server, which answers HTTP and asks its workers.

It is forked by the supervisor, serves on a listening socket that outlives it, and is told through
a channel which snapshot to serve and by which socket to ask that snapshot's zygote for workers.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
import uvloop
from starlette.routing import BaseRoute

from aifkg.engine import EngineClosed, Spawner
from aifkg.engine.memory import give_back
from aifkg.library import Library
from aifkg.web.app import App, create_app
from aifkg.web.budget import Budget
from aifkg.web.channel import Channel
from aifkg.web.express import express
from aifkg.web.past import Past, settings_of
from aifkg.web.queries import of_texts
from aifkg.web.served import Offer, Served, built_at
from aifkg.web.settings import Settings

_RENEWAL_S = 30.0
_SOON_S = 1
_KEPT = 128 << 10
"""Bytes that a process keeps: what answers took that are held no more goes back."""


@dataclass(frozen=True)
class Plan:
    """What every front has from the supervisor."""

    settings: Settings
    routes: Sequence[BaseRoute]
    budget: Budget
    has_past: bool = False


class SharedZygote:
    """The workers of a zygote that the supervisor started and starts again."""

    def __init__(self, channel: Channel, number: int, memory_bytes: int) -> None:
        self._channel = channel
        self._number = number
        self._arrived: asyncio.Queue[socket.socket | None] = asyncio.Queue()
        self._is_first = True
        self.memory_bytes = memory_bytes
        self.on_closed: Callable[[], object] = lambda: None

    def arrive(self, control: socket.socket) -> None:
        """Take a socket that the supervisor sent."""
        self._arrived.put_nowait(control)

    async def attach(self) -> Spawner:
        """Return a line to the zygote: the first was sent already, others are asked for."""
        if not self._is_first:
            self._channel.send({"renew": self._number})
        self._is_first = False
        try:
            control = await asyncio.wait_for(self._arrived.get(), _RENEWAL_S)
        except TimeoutError as error:
            raise EngineClosed("The workers' process is gone.") from error
        if control is None:
            raise EngineClosed("The server is shutting down.")
        return Spawner(control)

    async def close(self) -> None:
        """Leave the zygote to the supervisor, and wait for none that it may send."""
        self._arrived.put_nowait(None)
        self.on_closed()


class Front:
    """What one process serves, and what it is told to serve next."""

    def __init__(self, plan: Plan, library: Library, channel: Channel, slot: str) -> None:
        self._plan = plan
        self._library = library
        self._slot = slot
        self._channel = channel
        self._app: App | None = None
        self._zygotes: dict[int, SharedZygote] = {}
        self._wanted: int | None = None
        self._next: Served | None = None
        self._past: Past | None = None
        self._coming: dict[int, str] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._chores: set[asyncio.Task[Any]] = set()

    def run(self, listening: socket.socket) -> None:
        """Serve until told to end."""
        settings = self._plan.settings
        give_back(_KEPT)
        self._app = app = create_app(
            settings,
            routes=self._plan.routes,
            library=self._library,
            serving=self._serving,
            slot=self._slot,
        )
        if self._plan.has_past:
            app.state.past = self._past = Past(app.state, app.router.routes, self._channel.send)
        config = uvicorn.Config(
            app,
            http=express(app),
            ws="none",
            # What is no HTTP is a client's fault, and would fill the log.
            log_level="error",
            # What is said of the way a request came is believed as of the client: from these alone.
            proxy_headers=bool(settings.trusted_proxies),
            forwarded_allow_ips=[str(network) for network in settings.trusted_proxies],
            access_log=False,
            server_header=False,
            timeout_keep_alive=75,
            timeout_graceful_shutdown=int(settings.max_timeout) + 1,
        )
        server = _Server(config, lambda: self._channel.send({"ready": True}))
        self._tasks = server.server_state.tasks
        with contextlib.suppress(KeyboardInterrupt, SystemExit):
            uvloop.run(server.serve([listening]))
        failure = getattr(app.state, "failure", None)
        if failure is not None:
            self._channel.send({"failed": str(failure)})

    @asynccontextmanager
    async def _serving(self, _settings: Settings) -> AsyncIterator[Served]:
        loop = asyncio.get_running_loop()
        message, control = self._channel.receive()
        served = await self._prepared(message, control, self._plan.settings)
        loop.add_reader(self._channel.fileno(), self._on_message)
        try:
            yield served
        finally:
            loop.remove_reader(self._channel.fileno())
            for zygote in tuple(self._zygotes.values()):
                await zygote.close()
            if self._past is not None:
                await self._past.close()
            await (self._app.state.served if self._app else served).close()

    async def _prepared(
        self, message: dict[str, Any], control: socket.socket | None, settings: Settings
    ) -> Served:
        snapshot, manifest = Path(message["serve"]), message["manifest"]
        offer = Offer(snapshot, message["sha256"], manifest, built_at(snapshot, manifest))
        number = int(message["number"])
        zygote = SharedZygote(self._channel, number, settings.memory_bytes)
        zygote.on_closed = lambda: self._zygotes.pop(number, None)
        self._zygotes[number] = zygote
        if control is not None:
            zygote.arrive(control)
        return await Served.on(zygote, offer, settings, self._plan.budget)

    def _on_message(self) -> None:
        try:
            message, attached = self._channel.receive()
        except ConnectionError:
            self._end_alone()
            return
        if "past" in message:
            self._on_past(message, attached)
        elif "serve" in message:
            self._wanted = message["number"]
            self._chore(self._prepare(message, attached))
        elif "renewed" in message and attached is not None:
            self._renew(message["renewed"], attached)
        elif "commit" in message:
            self._commit(message["commit"])
        elif "abort" in message:
            self._abort()
        if "queries" in message and self._app is not None:
            self._app.state.library = of_texts(message["queries"])
        if "reload" in message and self._app is not None:
            self._app.state.reload = message["reload"]
            if message.get("is_counted") and message["reload"]["outcome"] != "unchanged":
                is_taken = message["reload"]["outcome"] == "served"
                self._app.state.metrics.reloaded(is_taken=is_taken)

    def _end_alone(self) -> None:
        """End: without a supervisor nobody could end this process or renew its workers."""
        if self._past is not None:
            self._past.give_up("The server is shutting down.")
        signal.raise_signal(signal.SIGTERM)
        asyncio.get_running_loop().remove_reader(self._channel.fileno())

    def _renew(self, number: int, control: socket.socket) -> None:
        """Hand on a line to a zygote, unless nobody wants it any more."""
        zygote = self._zygotes.get(number)
        if zygote is None:
            control.close()
        else:
            zygote.arrive(control)

    async def _prepare(self, message: dict[str, Any], control: socket.socket | None) -> None:
        """Make ready to serve another snapshot, beside the one that is served."""
        number = message["number"]
        try:
            made = await self._prepared(message, control, self._plan.settings)
        except Exception as error:  # noqa: BLE001 - the supervisor waits for an answer
            self._channel.send({"prepared": number, "failed": str(error) or repr(error)})
            return
        if self._wanted == number:
            self._next = made
            self._channel.send({"prepared": number})
        else:
            await made.retire()

    def _commit(self, number: int) -> None:
        """Serve the snapshot that was made ready; the old one answers what it has begun."""
        if self._next is None or self._app is None or self._wanted != number:
            return
        old: Served = self._app.state.served
        self._app.serve(self._next)
        self._wanted = self._next = None
        self._chore(self._retire(old))

    def _abort(self) -> None:
        unwanted, self._wanted, self._next = self._next, None, None
        if unwanted is not None:
            self._chore(unwanted.retire())

    def _on_past(self, message: dict[str, Any], control: socket.socket | None) -> None:
        """Open or close the site of a past day, or tell who waits for it why there is none."""
        if "forget" in message:
            self._forget(message["forget"])
            return
        if "failed" in message:
            if self._past is not None:
                self._past.refuse(message["past"], message["failed"], message["wait"])
            return
        self._coming[message["number"]] = message["past"]
        self._chore(self._open(message, control))

    async def _open(self, message: dict[str, Any], control: socket.socket | None) -> None:
        past, day, number = self._past, message["past"], message["number"]
        if past is None:
            return
        try:
            made = await self._prepared(message, control, settings_of(self._plan.settings))
        except Exception as error:  # noqa: BLE001 - clients wait for an answer
            self._coming.pop(number, None)
            past.refuse(day, str(error) or repr(error), _SOON_S)
            return
        if self._coming.pop(number, None) is not None:
            past.open(day, number, made)
        else:
            past.refuse(day, "The data have changed meanwhile.", _SOON_S)
            await made.retire()

    def _forget(self, number: int) -> None:
        """Let go of a past day's graph, or of one that is on its way here."""
        self._coming.pop(number, None)
        served = None if self._past is None else self._past.forget(number)
        if served is not None:
            self._chore(self._retire(served))

    async def _retire(self, served: Served) -> None:
        """End what was served, once the requests that had begun have asked all that they ask."""
        settings = self._plan.settings
        begun = set(self._tasks)
        if begun:
            # Not for ever: whoever reads a dump slowly asks no more.
            await asyncio.wait(begun, timeout=settings.max_timeout + settings.request_timeout)
        await served.retire()

    def _chore(self, chore: Any) -> None:
        task = asyncio.get_running_loop().create_task(chore)
        self._chores.add(task)
        task.add_done_callback(self._chores.discard)


class _Server(uvicorn.Server):
    """A server that says when it listens."""

    def __init__(self, config: uvicorn.Config, on_ready: Any) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_ready()
