"""The section: the server soaked in mixed load, its evaluators killed, its snapshot reloaded."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from itertools import count
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from aifkg import build
from aifkg.share import Share
from tests.bench.load.mix import factories, mix
from tests.bench.servers import ours
from tests.bench.soak.crowd import Crowd
from tests.bench.soak.faults import evaluators, kill_until, reload_until, watch_until
from tests.bench.soak.judge import Judge
from tests.bench.soak.report import report
from tests.bench.soak.sample import Sample
from tests.bench.soak.site import Site
from tests.bench.soak.tally import Tally

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator

_FIRST = 10_000_000


def arguments(parser: ArgumentParser) -> None:
    """Add the options of this section."""
    parser.add_argument("--minutes", type=float, default=10, help="of load, in two halves")
    parser.add_argument("--clients", type=int, default=8, help="that ask at once")
    parser.add_argument("--cold", type=float, default=0.3, help="share of new forms of questions")
    parser.add_argument("--pages", type=float, default=0.3, help="share of pages and downloads")
    parser.add_argument("--seed", type=int, default=1, help="of what is asked and killed")
    parser.add_argument(
        "--no-reload", action="store_false", dest="reload", help="send no SIGHUP to the server"
    )


def run(options: Namespace) -> Iterator[str]:
    """Soak the server, and yield the report with its verdict."""
    share = Share.find()
    snapshot = build.ensure(share).quads_path
    tally = Tally()
    with (
        tempfile.TemporaryDirectory() as folder,
        ours.serving(snapshot, Path(folder)) as server,
    ):
        if not evaluators(server.pid):
            tally.fault("no evaluator", "no process below the server was forked by a zygote")
        crowd = Crowd(
            server,
            mix(),
            factories(share),
            Judge(share, snapshot),
            Site.of(share, Path(folder)),
            tally,
            count(_FIRST),
            Random(options.seed),
            options.cold,
            options.pages,
        )
        samples = [Sample.at_rest(server.pid)]
        for _ in range(2):
            if "server ended" not in tally.faults:
                asyncio.run(_half(crowd, options))
            samples.append(Sample.at_rest(server.pid, samples[0].processes))
    yield from report(tally, samples, options.minutes)


async def _half(crowd: Crowd, options: Namespace) -> None:
    """Let the clients ask for half of the minutes, with faults."""
    stop = asyncio.Event()
    pid = crowd.server.pid
    async with asyncio.TaskGroup() as group:
        group.create_task(crowd.ask_until(stop, options.clients))
        group.create_task(kill_until(stop, pid, crowd.tally, crowd.random))
        if options.reload:
            group.create_task(reload_until(stop, pid, crowd.tally))
        group.create_task(watch_until(stop, pid, crowd.tally))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(options.minutes * 30):
                await stop.wait()
        stop.set()
