"""The server: the app under uvicorn on a socket of its own; prints nothing."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Sequence
from pathlib import Path

import uvicorn
from starlette.routing import BaseRoute

from aifkg.library import Library
from aifkg.web.app import create_app
from aifkg.web.settings import Settings


class _Server(uvicorn.Server):
    """A server that says when it listens."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_ready()


def serve(
    settings: Settings,
    snapshot: Path,
    manifest: Path | None = None,
    *,
    routes: Sequence[BaseRoute] = (),
    library: Library | None = None,
    on_ready: Callable[[str], None] = lambda _: None,
) -> None:
    """Serve until interrupted; `on_ready` is told the address.

    Raise OSError where it is taken, EngineError where the snapshot cannot be served.
    """
    settings = settings.model_copy(update={"snapshot": snapshot, "manifest": manifest})
    # The protocol is named, or asyncio leaves each answer waiting for the last to be acknowledged
    # (measured: 44 ms an answer on a connection that is kept).
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((settings.host, settings.port))
        app = create_app(settings, routes=routes, library=library)
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=int(settings.max_timeout) + 1,
        )
        address = _address(settings.host, listening.getsockname()[1])
        server = _Server(config, lambda: on_ready(address))
        # Ctrl-C is how a server is meant to end; uvicorn raises it again once all is closed, and
        # exits where the app cannot start.
        with contextlib.suppress(KeyboardInterrupt, SystemExit):
            server.run(sockets=[listening])
        if not server.started:
            unknown = RuntimeError(f"The server on {address} did not start; its log says why.")
            raise getattr(app.state, "failure", unknown)


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
