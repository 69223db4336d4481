"""The section: the server and Virtuoso on graphs of several sizes, one after the other."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from aifkg import build
from aifkg.share import Share
from tests.bench.load import lua, wrk
from tests.bench.load.mix import factories, mix
from tests.bench.scale.grow import copies, grow
from tests.bench.scale.report import Measured, report
from tests.bench.servers import ours
from tests.bench.servers.process import pss
from tests.bench.servers.running import Absent
from tests.bench.servers.virtuoso import Virtuoso

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager

    from tests.bench.load.mix import Question
    from tests.bench.servers.running import Running

_UNITS = {"k": 1_000, "M": 1_000_000}
# What a client may ask for is no part of how answers grow.
_SETTINGS = {
    "AIFKG_DEFAULT_TIMEOUT": "60",
    "AIFKG_MAX_TIMEOUT": "60",
    "AIFKG_MEMORY_BYTES": str(8 << 30),
}


@dataclass(frozen=True)
class _Asking:
    """What is asked of each server, and for how long."""

    questions: Sequence[Question]
    factories: Sequence[str]
    seconds: int


def arguments(parser: ArgumentParser) -> None:
    """Add the options of this section."""
    parser.add_argument(
        "--triples", type=_sizes, default=[1_000_000, 10_000_000], help="sizes, such as 1M,10M"
    )
    parser.add_argument("--seconds", type=int, default=3, help="of the load of each question")


def run(options: Namespace) -> Iterator[str]:
    """Measure the real graph and larger ones, and yield the report."""
    wrk.check()
    share = Share.find()
    real = build.ensure(share).quads_path
    asking = _Asking(mix(), factories(share), options.seconds)
    measured: list[Measured] = []
    for times in sorted({1, *(copies(real, size) for size in options.triples)}):
        with tempfile.TemporaryDirectory() as folder:
            snapshot = Path(folder) / "grown.nq"
            quads = grow(real, snapshot, times)
            measured += _at_size(snapshot, quads, asking)
    yield from report(measured)
    try:
        Virtuoso().version()
    except Absent as error:
        yield f"Left out: virtuoso, {error}."


def _at_size(snapshot: Path, quads: int, asking: _Asking) -> Iterator[Measured]:
    """Yield what each server does; each has the machine for itself."""
    for serving in (partial(ours.serving_any, settings=_SETTINGS), Virtuoso().serving):
        with tempfile.TemporaryDirectory() as folder:
            try:
                yield _measure(serving(snapshot, Path(folder)), quads, asking)
            except Absent:
                continue


def _measure(serving: AbstractContextManager[Running], quads: int, asking: _Asking) -> Measured:
    with serving as server:
        figures = {}
        for number, question in enumerate(asking.questions, start=1):
            script = lua.cold(server, [question], asking.factories, number * 10_000_000)
            figures[question.name] = wrk.drive(script, server.authority, 1, asking.seconds)
        load = server.ready if server.load is None else server.load
        return Measured(server.name, quads, load, pss(server.pid), figures)


def _sizes(text: str) -> list[int]:
    """Return numbers of triples, such as 500k or 10M."""
    return [int(part.rstrip("kM")) * _UNITS.get(part[-1:], 1) for part in text.split(",")]
