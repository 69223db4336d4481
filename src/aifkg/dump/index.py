"""The index: which files a dump has, with size and hash; knows no graph."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

NAME = "index.json"


@dataclass(frozen=True, slots=True)
class File:
    """A file that can be downloaded; `of` is the one that it is when it is unpacked."""

    name: str
    media_type: str
    description: str
    bytes: int
    sha256: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Index:
    """All files of one dump, and the snapshot and licence that they are of."""

    snapshot: str
    licence: str
    files: Sequence[File]

    def file(self, name: str) -> File | None:
        """Return the file of a name, or None."""
        return next((file for file in self.files if file.name == name), None)

    def sums(self) -> bytes:
        """Return the hashes as `sha256sum --check` reads them."""
        files = sorted(self.files, key=lambda file: file.name)
        return "".join(f"{file.sha256}  {file.name}\n" for file in files).encode()

    def written(self) -> bytes:
        """Return the index as JSON."""
        return (json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n").encode()

    @classmethod
    def read(cls, path: Path) -> Index | None:
        """Return what a file says, or None where there is none that is whole."""
        try:
            said = json.loads(path.read_text(encoding="utf-8"))
            files = tuple(File(**one) for one in said["files"])
            return cls(said["snapshot"], said["licence"], files)
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return None
