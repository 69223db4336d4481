"""Packing: files compressed and archived so that the same content gives the same bytes."""

from __future__ import annotations

import gzip
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path

_LEVEL = 6
_CHUNK = 1 << 20
_NO_TIME = (1980, 1, 1, 0, 0, 0)
"""The first moment that a ZIP archive can state."""
_MODE = 0o644 << 16


def pack(path: Path) -> Path:
    """Compress a file beside itself, with neither its name nor a time in it."""
    packed = path.with_name(f"{path.name}.gz")
    with (
        path.open("rb") as file,
        packed.open("wb") as out,
        gzip.GzipFile("", "wb", _LEVEL, out, mtime=0) as written,
    ):
        shutil.copyfileobj(file, written, _CHUNK)
    return packed


def archive(path: Path, members: Mapping[str, bytes]) -> None:
    """Write a ZIP archive of the members, in the order in which they come."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as out:
        for name, content in members.items():
            member = zipfile.ZipInfo(name, _NO_TIME)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = _MODE
            # Otherwise it names the system that it was made on.
            member.create_system = 3
            out.writestr(member, content)
