"""The section: the build at several sizes, each in a process of its own, then its peers."""

from __future__ import annotations

import tempfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from aifkg.share import Share
from tests.bench.build import peers, report
from tests.bench.build.stages import Size, measure

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable, Iterator

_A = TypeVar("_A")
_T = TypeVar("_T")


def arguments(parser: ArgumentParser) -> None:
    """Add the options of this section."""
    parser.add_argument(
        "--scales", type=_sizes, default=[1, 10, 50], help="sizes of the data, such as 1,10,50"
    )
    parser.add_argument("--runs", type=int, default=5, help="runs at 1x; larger sizes take fewer")
    parser.add_argument("--quick", action="store_true", help="1x and one run")
    parser.add_argument("--data", type=Path, help="a data folder in place of the checkout's")
    parser.add_argument(
        "--validate-up-to", type=int, default=10, dest="most", help="largest size to validate"
    )


def run(options: Namespace) -> Iterator[str]:
    """Time every size in a process of its own, then the peers, and yield the report of both."""
    scales = [1] if options.quick else sorted(options.scales)
    runs = 1 if options.quick else options.runs
    real = Share.find() if options.data is None else _over(options.data)
    measured = [_apart(measure, real, _size(scale, runs, options.most)) for scale in scales]
    yield "Medians; in brackets the growth for each unit of data, 1 being linear."
    yield ""
    yield from report.stages(measured)
    if any("validating" not in one.seconds for one in measured):
        yield f"Validation is left out above {options.most}x: it takes minutes (--validate-up-to)."
    yield ""
    yield from report.peers(_apart(peers.compare, real, min(runs, 3)))


def _sizes(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def _over(data: Path) -> Share:
    found = Share.find()
    return Share(found.ontology, data, found.queries, found.cache)


def _size(times: int, runs: int, most: int) -> Size:
    """Larger data take fewer runs: their times vary less and cost more."""
    fewer = runs if times == 1 else min(runs, 3 if times <= 10 else 2)
    return Size(times, fewer, 0 if times > most else fewer if times == 1 else 1)


def _apart(work: Callable[[Share, Path, _A], _T], real: Share, argument: _A) -> _T:
    """Run the work in a fresh process, so that no size pays for the memory of another."""
    with (
        tempfile.TemporaryDirectory() as folder,
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool,
    ):
        return pool.submit(work, real, Path(folder), argument).result()
