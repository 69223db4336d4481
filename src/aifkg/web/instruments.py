"""The instruments: what is measured, by its Prometheus name; the one door to prometheus_client.

Where PROMETHEUS_MULTIPROC_DIR names a folder, each process keeps its numbers in files there and
shows those of all. The library picks one way or the other when it is imported, which is too early
for a child that is forked later; here it is picked when the instruments are made.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, values
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector
from prometheus_client.samples import Sample

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
BUCKETS = (
    0.0005,
    0.001,
    0.0025,
    0.005,
    0.01,
    0.025,
    0.05,
    0.1,
    0.25,
    0.5,
    1.0,
    2.5,
    5.0,
    10.0,
    30.0,
)
_BUILT = "aifkg_snapshot_built_timestamp_seconds"
_AGE = "aifkg_snapshot_age_seconds"
_WHILE_SERVED = frozenset({"aifkg_snapshot_info", _BUILT})
_OPEN_METRICS = "application/openmetrics-text"


class Times(Histogram):
    """A histogram that takes many observations at once."""

    def add(self, counts: Sequence[int], seconds: float) -> None:
        """Add how many fell into each bucket, and their sum."""
        self._sum.inc(seconds)
        for bucket, count in zip(self._buckets, counts, strict=True):
            if count:
                bucket.inc(count)


class Instruments:
    """Every metric of this process, and the view of all processes.

    `slot` names this process among those that share a folder, by its process id if not given. A
    supervisor that gives each front a slot of its own keeps the folder small: a front that is
    started anew in a slot counts on in the files of the one before.
    """

    def __init__(self, slot: str | None = None) -> None:
        folder = os.environ.get(VARIABLE)
        # Metrics that were registered beside the files of all processes would be shown twice.
        registry = None if folder else CollectorRegistry()
        self._collector: Collector = registry or _Files(Path(folder or ""))
        values.ValueClass = _value_class(folder, slot)

        def counter(name: str, what: str, *labels: str) -> Counter:
            return Counter(f"aifkg_{name}", what, labels, registry=registry)

        def level(name: str, what: str, *labels: str) -> Gauge:
            return Gauge(
                f"aifkg_{name}", what, labels, registry=registry, multiprocess_mode="livesum"
            )

        def fact(name: str, what: str) -> Gauge:
            return Gauge(name, what, ["sha256"], registry=registry, multiprocess_mode="livemax")

        self.requests = counter(
            "requests",
            "Requests by route, method and how they ended.",
            "route",
            "method",
            "outcome",
        )
        self.times = Times(
            "aifkg_request_seconds",
            "Time from a request's head to the end of its answer.",
            ["route"],
            registry=registry,
            buckets=BUCKETS,
        )
        self.running = level("queries_running", "Queries that are being evaluated.", "lane")
        self.waiting = level("queries_waiting", "Queries that wait for an evaluator.", "lane")
        self.killed = counter("workers_killed", "Evaluators that were ended, by why.", "reason")
        self.hits = counter("cache_hits", "Queries answered from the cache.")
        self.misses = counter("cache_misses", "Queries that the cache held no answer to.")
        self.evictions = counter("cache_evictions", "Answers that left the cache for others.")
        self.held = level("cache_bytes", "Size of the answers that caches hold.")
        self.snapshot = fact("aifkg_snapshot_info", "The snapshot that is served, by its hash.")
        self.built = fact(_BUILT, "When the snapshot that is served was built.")
        self.reloads = counter("reloads", "New snapshots that were tried, by how.", "outcome")
        self.refusals = counter("budget_refusals", "Requests refused for their client's budget.")
        self.lost = counter("log_lines_lost", "Log lines that nobody read in time.")
        self.fronts = level("fronts", "Processes that take requests.")

    def expose(self, accept: str = "") -> tuple[bytes, str]:
        """Return the metrics of all processes and their media type: OpenMetrics where accepted."""
        # The library fails on a version it cannot read, so that it is handed none from outside.
        kind = f"{_OPEN_METRICS}; version=1.0.0" if _OPEN_METRICS in accept.lower() else ""
        encode, content_type = choose_encoder(kind)
        return encode(_Shown(self._collector)), content_type


class _Files(Collector):
    """The numbers of all processes, from their files."""

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise ValueError(f"{VARIABLE} is {folder}, which is no folder.")
        self._folder = folder

    def collect(self) -> Iterable[Metric]:
        # A file that has just been made is empty, which the library does not expect.
        files = [entry.path for entry in os.scandir(self._folder) if _is_whole(entry)]
        merged: Iterable[Metric] = MultiProcessCollector.merge(files)  # type: ignore[no-untyped-call]
        return merged


class _Shown(Collector):
    """What is shown of the numbers: the same in one process and in many."""

    def __init__(self, source: Collector) -> None:
        self._source = source

    def collect(self) -> Iterator[Metric]:
        for family in sorted(self._source.collect(), key=lambda family: family.name):
            family.samples = [sample for sample in family.samples if _is_shown(sample)]
            yield family
            if family.name == _BUILT:
                yield _ages(family.samples)


def _is_shown(sample: Sample) -> bool:
    """Whether a sample counts: what was served before stays at 0, as no label can be removed."""
    if sample.name in _WHILE_SERVED:
        return sample.value > 0
    return not sample.name.endswith("_created")


def _ages(built: Sequence[Sample]) -> Metric:
    family = Metric(_AGE, "Time since the snapshot that is served was built.", "gauge")
    for sample in built:
        family.add_sample(_AGE, sample.labels, max(0.0, time.time() - sample.value))
    return family


def _is_whole(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.name.endswith(".db") and entry.stat().st_size > 0
    except FileNotFoundError:  # its process was buried just now
        return False


def _value_class(folder: str | None, slot: str | None) -> Any:
    """Return how the library keeps a number: in this process, or in a file named by the slot."""
    if not folder:
        return values.MutexValue
    name: Callable[[], object] = os.getpid if slot is None else lambda: slot
    return values.MultiProcessValue(name)  # type: ignore[no-untyped-call]


@contextmanager
def shared_folder() -> Iterator[Path]:
    """Have the processes that are forked inside measure into one folder, removed at the end.

    Only the process that made the folder removes it, however a child leaves.
    """
    owner, before = os.getpid(), os.environ.get(VARIABLE)
    folder = tempfile.mkdtemp(prefix="aifkg-metrics-")
    os.environ[VARIABLE] = folder
    try:
        yield Path(folder)
    finally:
        if os.getpid() == owner:
            os.environ.pop(VARIABLE)
            if before is not None:
                os.environ[VARIABLE] = before
            shutil.rmtree(folder, ignore_errors=True)


def bury(slot: str | int, folder: Path) -> None:
    """Forget what a process that has ended was doing; what it counted stays.

    Before another starts in its slot, or that one's files would be removed under it.
    """
    mark_process_dead(slot, str(folder))  # type: ignore[no-untyped-call]
