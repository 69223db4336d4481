"""The history: what changed from one snapshot that was served to the next, kept beside them.

A snapshot's file is kept by a second name until the next is compared with it: a build removes old
ones. Histories of one folder are told apart by the day as of which the graph is known.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from aifkg.changes.comparing import Change, compare
from aifkg.changes.reading import ReadingError

MOST_ENTRIES = 50
MOST_EDITIONS = 50
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOST_SENTENCES = 30


@dataclass(frozen=True, slots=True)
class Entry:
    """What changed of one thing; `more` is how many sentences were left out."""

    iri: str
    label: str
    sentences: Sequence[str]
    is_gone: bool
    more: int

    @classmethod
    def of(cls, change: Change) -> Entry:
        """Return the entry of a change."""
        left = len(change.sentences) - _MOST_SENTENCES
        sentences = change.sentences[:_MOST_SENTENCES]
        return cls(change.iri, change.label, sentences, change.is_gone, max(0, left))


@dataclass(frozen=True, slots=True)
class Edition:
    """A snapshot that was served, when it was built, and what it changed.

    `before` is the snapshot that it was compared with, "" for none; `changed` counts the things
    that changed, of which the newest editions alone still have their entries.
    """

    sha256: str
    built: str
    before: str
    changed: int
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class History:
    """The editions that were served, the newest first."""

    folder: Path
    name: str = "now"

    @classmethod
    def beside(cls, snapshot: Path, as_of: object = None) -> History:
        """Return the history of the folder that a snapshot lies in."""
        name = as_of if isinstance(as_of, str) and _DAY.fullmatch(as_of) else "now"
        return cls(snapshot.resolve().parent / "changes", name)

    def editions(self) -> Sequence[Edition]:
        """Return what is kept; nothing where that is none or was damaged."""
        try:
            said = json.loads(self._file.read_text(encoding="utf-8"))
            return tuple(
                Edition(**{**one, "entries": tuple(Entry(**entry) for entry in one["entries"])})
                for one in said["editions"]
            )
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return ()

    def note(self, snapshot: Path, sha256: str, built: str) -> None:
        """Note that a snapshot is served: compare it with the one before, and keep it for the next.

        Raise OSError where that cannot be done.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._alone():
            editions = self.editions()
            if not editions or editions[0].sha256 != sha256:
                edition = self._edition(editions, snapshot, sha256, built)
                self._keep(snapshot)
                self._write(_bounded([edition, *editions]))

    def _edition(
        self, editions: Sequence[Edition], snapshot: Path, sha256: str, built: str
    ) -> Edition:
        before = editions[0].sha256 if editions else ""
        changes = self._compared(before, snapshot, sha256)
        if changes is None:
            return Edition(sha256, built, "", 0, ())
        entries = tuple(map(Entry.of, changes[:MOST_ENTRIES]))
        return Edition(sha256, built, before, len(changes), entries)

    def _compared(self, before: str, snapshot: Path, sha256: str) -> list[Change] | None:
        """Return what changed, or None where that cannot be known."""
        if not before or _hash(self._kept) != before or _hash(snapshot) != sha256:
            return None
        try:
            with self._kept.open(encoding="utf-8") as old, snapshot.open(encoding="utf-8") as new:
                return compare(old, new)
        except (ReadingError, UnicodeDecodeError):
            # A graph may be served that no build has put in order.
            return None

    def _keep(self, snapshot: Path) -> None:
        """Keep a file that others may remove, by a second name or else by its content."""
        new = self._kept.with_suffix(".new")
        new.unlink(missing_ok=True)
        try:
            new.hardlink_to(snapshot)
        except OSError:
            shutil.copyfile(snapshot, new)
        # A rename of one name of a file to another of the same file leaves both.
        self._kept.unlink(missing_ok=True)
        new.rename(self._kept)

    def _write(self, editions: Sequence[Edition]) -> None:
        text = json.dumps({"editions": [asdict(one) for one in editions]}, ensure_ascii=False)
        with tempfile.NamedTemporaryFile(dir=self.folder, delete=False) as new:
            try:
                new.write(text.encode("utf-8", "replace"))
                new.flush()
                os.fsync(new.fileno())
                Path(new.name).chmod(0o644)
                os.replace(new.name, self._file)  # noqa: PTH105
            except BaseException:
                Path(new.name).unlink(missing_ok=True)
                raise

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Wait until no other process notes anything here; the lock ends with its holder."""
        with (self.folder / ".lock").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    @property
    def _file(self) -> Path:
        return self.folder / f"{self.name}.json"

    @property
    def _kept(self) -> Path:
        return self.folder / f"{self.name}.nq"


def _bounded(editions: Sequence[Edition]) -> list[Edition]:
    """Return the newest editions, and of their entries so many as are kept in all."""
    kept, left = [], MOST_ENTRIES
    for one in editions[:MOST_EDITIONS]:
        entries = one.entries[:left]
        left -= len(entries)
        kept.append(Edition(one.sha256, one.built, one.before, one.changed, entries))
    return kept


def _hash(path: Path) -> str:
    with contextlib.suppress(OSError), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
    return ""
