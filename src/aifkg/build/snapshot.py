"""The snapshot: one immutable file of canonical N-Quads, its hash, and its manifest.

The graph has no blank node, so that sorting the lines of its N-Quads is its canonical form by
RDFC-1.0 (W3C RDF Dataset Canonicalization, 4.4.3 step 7 with no blank node identifiers to issue).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aifkg.build.terms import RDF_TYPE, aif, bare, lexical
from aifkg.build.uncollected import uncollected
from aifkg.names import TERM

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from aifkg.build.corpus import Corpus
    from aifkg.build.resolve import Dispute

_KEPT = 8
_DAYS_KEPT = 24
_DATED = frozenset(map(aif, ("published", "availableBy", "retrieved", "decidedOn")))
_PLAIN = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-\d{2})?)?", re.ASCII)
"""Days, months and years, which compare as texts; seasons and other parts of years do not."""
_TOOLS = ("aifkg", "pyoxigraph", "pyshacl", "rdflib")


@dataclass(frozen=True)
class Snapshot:
    """A built graph: canonical N-Quads, and what the manifest says of them."""

    quads_path: Path
    manifest_path: Path
    manifest: Mapping[str, Any]

    @property
    def hash(self) -> str:
        """The SHA-256 of the canonical N-Quads, hexadecimal: the name of the graph."""
        return str(self.manifest["sha256"])


@dataclass(frozen=True)
class Store:
    """A folder of snapshots, and how many of them it keeps: those that were used last."""

    folder: Path
    kept: int = _KEPT

    @classmethod
    def of(cls, cache: Path, as_of: date | None) -> Store:
        """Return where snapshots of the present lie, or those of days of the past.

        They lie apart, since there are many days and one present.
        """
        return cls(cache) if as_of is None else cls(cache / "as-of", _DAYS_KEPT)


@uncollected()
def canonical(lines: Iterable[str]) -> bytes:
    """Return N-Quads lines in canonical order, each once.

    Lines sort by code point (RDFC-1.0), which is the order of their UTF-8 bytes. They are sorted
    subject by subject, which takes half the time: no subject is the beginning of another, so that
    the order is the same.
    """
    by_subject: defaultdict[str, set[str]] = defaultdict(set)
    for line in lines:
        by_subject[line.partition(" ")[0]].add(line)
    return b"".join("".join(sorted(by_subject[s])).encode("utf-8") for s in sorted(by_subject))


def write(store: Store, stem: str, quads: bytes, manifest: Mapping[str, Any]) -> Snapshot:
    """Write both files so that a reader sees all of each or nothing."""
    folder = store.folder
    folder.mkdir(parents=True, exist_ok=True)
    snapshot = Snapshot(folder / f"{stem}.nq", folder / f"{stem}.json", manifest)
    _replace(snapshot.quads_path, quads)
    text = json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    _replace(snapshot.manifest_path, text.encode("utf-8"))
    _forget_old(store)
    return snapshot


def _forget_old(store: Store) -> None:
    """Remove all but the snapshots used last: each change of the data makes a new one."""
    for path in sorted(store.folder.glob("*.nq"), key=_used)[: -store.kept]:
        path.with_suffix(".json").unlink(missing_ok=True)
        path.unlink(missing_ok=True)


def load(store: Store, stem: str) -> Snapshot | None:
    """Return a snapshot that stands in the folder whole, or None: a damaged one is no snapshot."""
    quads, manifest = store.folder / f"{stem}.nq", store.folder / f"{stem}.json"
    try:
        said = json.loads(manifest.read_text(encoding="utf-8"))
        whole = hashlib.sha256(quads.read_bytes()).hexdigest() == said["sha256"]
    except (OSError, ValueError, TypeError, KeyError):
        return None
    with contextlib.suppress(OSError):
        # Of the snapshot itself the time is when it was built.
        manifest.touch()
    return Snapshot(quads, manifest, said) if whole else None


def describe(
    quads: bytes, corpus: Corpus, disputes: Iterable[Dispute], as_of: str | None
) -> dict[str, Any]:
    """Return the manifest: hash, counts by kind, dates of the sources, tool versions.

    `days` are those on which a source became known: between two of them nothing changes. `changed`
    is the newest date in the data, the same whenever it is built.
    """
    kinds = Counter(
        bare(o).removeprefix(TERM)
        for rows in corpus.identities.values()
        for _, p, o in rows
        if p == RDF_TYPE
    )
    days = sorted(s.published.first for s in corpus.sources.values() if s.published.first.year > 1)
    known = sorted({s.known_by for s in corpus.sources.values()} - {date.max})
    rules = Counter(d.rule for d in disputes)
    return {
        "as_of": as_of,
        "changed": _changed(corpus),
        "claims": sum(len(p.claims) for p in corpus.passages.values()),
        "days": [day.isoformat() for day in known],
        "disputes": {"total": sum(rules.values()), "by_rule": dict(sorted(rules.items()))},
        "passages": len(corpus.passages),
        "published": {
            "earliest": days[0].isoformat() if days else None,
            "latest": days[-1].isoformat() if days else None,
        },
        "quads": quads.count(b"\n"),
        "sha256": hashlib.sha256(quads).hexdigest(),
        "sources": len(corpus.sources),
        "things": {"total": sum(kinds.values()), "by_kind": dict(sorted(kinds.items()))},
        "tools": {name: _version(name) for name in _TOOLS},
        "verdicts": len(corpus.verdicts),
    }


def _changed(corpus: Corpus) -> str | None:
    """Return the newest date on which a source came out or was read, or a verdict was made."""
    records = [one.triples for one in corpus.sources.values()]
    records += [one.triples for one in corpus.verdicts]
    dates = (lexical(o) for rows in records for _, p, o in rows if p in _DATED)
    return max(filter(_PLAIN.fullmatch, dates), default=None)


def inputs_digest(paths: Iterable[Path], *extra: str) -> str:
    """Return a digest of the names and bytes of the inputs: it names the cached snapshot.

    A name is taken with its folder, so that a file moved is an input changed.
    """
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update("/".join(path.parts[-3:]).encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    for text in (*extra, *(f"{name} {_version(name)}" for name in _TOOLS)):
        digest.update(text.encode() + b"\0")
    return digest.hexdigest()[:32]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"


def _used(path: Path) -> int:
    try:
        return path.with_suffix(".json").stat().st_mtime_ns
    except FileNotFoundError:  # another build has just forgotten it
        return 0


def _replace(path: Path, content: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as temporary:
        try:
            temporary.write(content)
            temporary.flush()
            Path(temporary.name).chmod(0o644)
            os.replace(temporary.name, path)  # noqa: PTH105
        except BaseException:
            Path(temporary.name).unlink(missing_ok=True)
            raise
