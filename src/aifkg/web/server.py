"""The server: sockets that listen, a snapshot that is loaded, and processes that serve it."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from starlette.routing import BaseRoute

from aifkg.engine import EngineClosed
from aifkg.library import Library
from aifkg.web.app import check_place
from aifkg.web.budget import Budget
from aifkg.web.front import Plan
from aifkg.web.generation import Generation
from aifkg.web.instruments import shared_folder
from aifkg.web.settings import Settings
from aifkg.web.supervisor import Supervisor

_BACKLOG = 2_048


def serve(
    settings: Settings,
    snapshot: Path,
    manifest: Path | None = None,
    *,
    routes: Sequence[BaseRoute] = (),
    library: Library | None = None,
    renew: Sequence[str] = (),
    build_day: Sequence[str] = (),
    on_ready: Callable[[str], None] = lambda _: None,
) -> None:
    """Serve until interrupted; `on_ready` is told the address once queries are answered.

    `renew` is the command that is run on SIGHUP and prints, as JSON, where a new snapshot and its
    manifest lie; without it the files that are served are read again. The saved queries are read
    again either way. `build_day` is the command that builds the graph of the day put behind it, and
    prints the same; without it past days are not offered. Raise OSError where the address is taken,
    EngineError where the snapshot cannot be served, Misplaced where the site would stand below a
    path of its own.
    """
    check_place(settings, routes)
    settings = settings.model_copy(update={"snapshot": snapshot, "manifest": manifest})
    with _listening(settings) as sockets, shared_folder() as folder:
        address = _address(settings.host, sockets[0].getsockname()[1])
        library = Library({}) if library is None else library
        current = Generation.load(settings, library, snapshot, manifest)
        has_past = bool(build_day) and settings.as_of_days > 0
        plan = Plan(settings, routes, Budget(settings.budget_seconds), has_past)
        supervisor = Supervisor(
            plan,
            sockets,
            current,
            metrics_folder=folder,
            renew=renew,
            build_day=build_day,
            on_ready=lambda: on_ready(address),
        )
        supervisor.run()
        if supervisor.failure:
            raise EngineClosed(supervisor.failure)


@contextmanager
def _listening(settings: Settings) -> Iterator[list[socket.socket]]:
    """Listen on the address with one socket for each process, among which Linux shares clients."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with ExitStack() as stack:
        with _bound(family, settings.host, settings.port) as alone:
            # A socket that shares its address would also share that of another server.
            port = alone.getsockname()[1]
        shared = [
            stack.enter_context(_bound(family, settings.host, port, is_shared=True))
            for _ in range(settings.workers if sys.platform == "linux" else 1)
        ]
        for one in shared:
            one.listen(_BACKLOG)
        yield shared if len(shared) == settings.workers else shared * settings.workers


def _bound(family: int, host: str, port: int, *, is_shared: bool = False) -> socket.socket:
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if is_shared:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        bound.bind((host, port))
    except BaseException:
        bound.close()
        raise
    return bound


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
