"""What is served: one snapshot, its hash, manifest and names, and the pool that answers for it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aifkg.engine import Capacity, EngineClosed, Load, Pool
from aifkg.names import PrefixTable
from aifkg.share import Share
from aifkg.show import Finder
from aifkg.web.finding import finder
from aifkg.web.settings import Settings


@dataclass(frozen=True, slots=True)
class Served:
    """The snapshot that this server answers from."""

    settings: Settings
    manifest: Mapping[str, Any]
    pool: Pool
    prefixes: PrefixTable
    finder: Finder

    @property
    def sha256(self) -> str:
        """The hash of the file itself, so that no manifest can name another."""
        return self.pool.sha256


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[Served]:
    """Load the snapshot, answer from it, and end every process of it."""
    if settings.snapshot is None:
        raise ValueError("no snapshot to serve: AIFKG_SNAPSHOT names no N-Quads file")
    manifest = _manifest(settings.snapshot, settings.manifest)
    prefixes = PrefixTable.read(Share.find().ontology / "prefixes.ttl")
    load = Load(
        settings.snapshot,
        prefixes=prefixes.namespaces,
        memory_bytes=settings.memory_bytes,
    )
    capacity = Capacity(
        workers=settings.workers,
        queue=settings.queue,
        default_timeout=min(settings.default_timeout, settings.max_timeout),
        max_timeout=settings.max_timeout,
        result_bytes=settings.result_bytes,
    )
    pool = await Pool.start(load, capacity)
    try:
        _check_hash(settings.snapshot, pool.sha256, manifest)
        yield Served(settings, manifest, pool, prefixes, finder(pool, prefixes))
    finally:
        await pool.close()


def _manifest(snapshot: Path, named: Path | None) -> Mapping[str, Any]:
    """Return the manifest that is named, or that lies beside the snapshot, or an empty one."""
    beside = (snapshot.with_suffix(".json"), snapshot.with_name("manifest.json"))
    for path in (named,) if named else beside:
        if path.is_file():
            manifest: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            return manifest
    return {}


def _check_hash(snapshot: Path, sha256: str, manifest: Mapping[str, Any]) -> None:
    """Raise EngineClosed where the manifest is that of another graph."""
    stated = manifest.get("sha256", sha256)
    if stated != sha256:
        raise EngineClosed(
            f"The snapshot {snapshot} has the SHA-256 {sha256}, but its manifest says {stated}: "
            "it is not the graph that was built; remove both files and run aifkg build."
        )
