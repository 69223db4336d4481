"""What is served: one snapshot, its hash, manifest and names, and the pool that answers for it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aifkg.engine import Capacity, Load, Pool
from aifkg.names import PrefixTable
from aifkg.share import Share
from aifkg.show import Finder
from aifkg.web.finding import finder
from aifkg.web.settings import Settings


@dataclass(frozen=True, slots=True)
class Served:
    """The snapshot that this server answers from."""

    settings: Settings
    sha256: str
    manifest: Mapping[str, Any]
    pool: Pool
    prefixes: PrefixTable
    finder: Finder


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
        sha256 = _sha256(settings.snapshot)
        yield Served(settings, sha256, manifest, pool, prefixes, finder(pool, prefixes))
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


def _sha256(path: Path) -> str:
    """Return the hash of the file itself, so that no manifest can name another."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
