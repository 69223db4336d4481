"""What is served: one snapshot, its hash, manifest and names, and the pool that answers for it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Any

from aifkg.engine import BY_NAME, Capacity, EngineClosed, Limits, Load, OwnZygote, Pool, Request
from aifkg.engine import Source as Workers
from aifkg.federation import Federation, Policy
from aifkg.names import BASE, PrefixTable
from aifkg.share import Share
from aifkg.trace.question import ENTRY, TASK
from aifkg.web.answers import Answers
from aifkg.web.budget import Budget
from aifkg.web.evaluations import Evaluations
from aifkg.web.journal import is_wanted as is_logged
from aifkg.web.settings import Settings
from aifkg.web.threads import Threads

_MOST_THREADS = 4
_PROBE = Request("ASK { ?s ?p ?o }", (BY_NAME["json"],))


@dataclass(frozen=True, slots=True)
class Offer:
    """A snapshot that may be served: its file, its hash, and what its manifest says."""

    snapshot: Path
    sha256: str
    manifest: Mapping[str, Any]
    built: datetime | None

    @classmethod
    def read(cls, snapshot: Path, sha256: str, named: Path | None = None) -> Offer:
        """Return the offer of a file with this hash; raise EngineClosed where it is not valid.

        Only what a build has validated has a manifest that states its hash.
        """
        manifest = _manifest(snapshot, named)
        stated = manifest.get("sha256")
        if stated is None:
            raise EngineClosed(
                f"The snapshot {snapshot} has no manifest that states its SHA-256, so nobody says "
                "that it is valid; make one with aifkg build."
            )
        if stated != sha256:
            raise EngineClosed(
                f"The snapshot {snapshot} has the SHA-256 {sha256}, but its manifest says {stated}:"
                " it is not the graph that was built; remove both files and run aifkg build."
            )
        return cls(snapshot, sha256, manifest, built_at(snapshot, manifest))


def built_at(snapshot: Path, manifest: Mapping[str, Any]) -> datetime | None:
    """Return when the snapshot was built, or None where that cannot be told.

    A build writes no time into its manifest, so that the same data give the same bytes. A manifest
    may state one in `built` all the same; else it is when the file was written, which a copy that
    does not keep times makes later.
    """
    stated = manifest.get("built")
    if isinstance(stated, str):
        try:
            found = datetime.fromisoformat(stated)
            return found if found.tzinfo else found.replace(tzinfo=UTC)
        except ValueError:
            return None
    try:
        return datetime.fromtimestamp(snapshot.stat().st_mtime, UTC)
    except OSError:
        return None


@dataclass(frozen=True, slots=True)
class Served:
    """The snapshot that this process answers from."""

    settings: Settings
    offer: Offer
    pool: Pool
    threads: Threads
    prefixes: PrefixTable
    answers: Answers
    evaluations: Evaluations
    budget: Budget
    federation: Federation

    @property
    def sha256(self) -> str:
        """The hash of the file itself, so that no manifest can name another."""
        return self.offer.sha256

    @property
    def edition(self) -> str:
        """What an answer is known by beside its query: the snapshot and the program."""
        return f"{self.sha256}.{_program()}"

    @property
    def manifest(self) -> Mapping[str, Any]:
        """What the build says of the snapshot."""
        return self.offer.manifest

    @property
    def changed(self) -> str:
        """The newest date in the data, by which a snapshot is cited; "" where no build says it.

        It is the same for the same hash, whenever and wherever that was built.
        """
        stated = self.manifest.get("changed")
        return stated if isinstance(stated, str) else ""

    @classmethod
    async def on(cls, workers: Workers, offer: Offer, settings: Settings, budget: Budget) -> Served:
        """Return what can be asked: the pool has answered a query; raise EngineError if not."""
        prefixes = prefix_table()
        pool = await Pool.on(workers, _capacity(settings))
        try:
            await pool.answer(_PROBE, settings.max_timeout)
        except BaseException:
            await pool.close()
            raise
        pool.on_spent = budget.spend
        answers = Answers(settings.cache_bytes // settings.workers)
        federation = Federation(policy_of(settings))
        federation.on_spent = budget.spend
        evaluations = Evaluations(pool)
        # More than there are queries at once would only wait for their turn.
        threads = Threads(min(_MOST_THREADS, settings.queries))
        return cls(
            settings, offer, pool, threads, prefixes, answers, evaluations, budget, federation
        )

    async def retire(self) -> None:
        """End its processes and threads once all that was asked is answered."""
        await self.pool.retire()
        await self.threads.aclose()

    async def close(self) -> None:
        """End its processes and threads; what is asked still is told so."""
        await self.pool.close()
        await self.threads.aclose()


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[Served]:
    """Load the snapshot in this process's own workers, and end every process of it."""
    if settings.snapshot is None:
        raise ValueError("no snapshot to serve: AIFKG_SNAPSHOT names no N-Quads file")
    workers = OwnZygote.start(load_of(settings, settings.snapshot))
    try:
        offer = Offer.read(settings.snapshot, workers.sha256, settings.manifest)
    except BaseException:
        await workers.close()
        raise
    alone = settings.model_copy(update={"workers": 1})
    served = await Served.on(workers, offer, alone, Budget(settings.budget_seconds))
    try:
        yield served
    finally:
        await served.close()


def load_of(settings: Settings, snapshot: Path) -> Load:
    """Return what a zygote loads."""
    prefixes = prefix_table().namespaces
    return Load(
        snapshot,
        prefixes=prefixes,
        base=BASE,
        bounds=policy_of(settings).bounds,
        memory_bytes=settings.memory_bytes,
        tasks={TASK: ENTRY},
    )


def policy_of(settings: Settings) -> Policy:
    """Return which other endpoints a query may ask."""
    return Policy.of(settings.federation, timeout=settings.federation_timeout)


@cache
def prefix_table() -> PrefixTable:
    """Return the prefixes of the project, as they were when they were first wanted.

    All that one server writes under one tag is written with the same.
    """
    return PrefixTable.read(Share.find().ontology / "prefixes.ttl")


@cache
def _program() -> str:
    """Return what tells programs apart that may write the same answer in other bytes."""
    versions = [f"{name} {version(name)}\n" for name in ("aifkg", "pyoxigraph", "zstandard")]
    prefixes = sorted(prefix_table().namespaces.items())
    return blake2b(repr((versions, prefixes)).encode(), digest_size=4).hexdigest()


def _capacity(settings: Settings) -> Capacity:
    """Return this process's part of what the server does at once, rounded up."""
    long = min(settings.long_queries, settings.queries - 1)
    return Capacity(
        short=_part(settings.queries - long, settings.workers),
        long=_part(long, settings.workers),
        queue=_part(settings.queue, settings.workers),
        default_timeout=min(settings.default_timeout, settings.max_timeout),
        max_timeout=settings.max_timeout,
        limits=Limits(settings.result_bytes, settings.result_rows, is_logged(settings.log)),
    )


def _part(whole: int, parts: int) -> int:
    return -(-whole // parts)


def _manifest(snapshot: Path, named: Path | None) -> Mapping[str, Any]:
    """Return the manifest that is named, or that lies beside the snapshot, or an empty one."""
    beside = (snapshot.with_suffix(".json"), snapshot.with_name("manifest.json"))
    for path in (named,) if named else beside:
        if path.is_file():
            return _read(path)
    return {}


def _read(path: Path) -> Mapping[str, Any]:
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise EngineClosed(f"The manifest {path} cannot be read: {error}.") from error
    if not isinstance(manifest, dict):
        raise EngineClosed(f"The manifest {path} is no JSON object.")
    return manifest
