"""The delivery: a dump in a folder that a person names, each file in place of an older one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from aifkg.dump import index
from aifkg.dump.catalogue import SUMS
from aifkg.dump.index import Index
from aifkg.dump.making import make


def deliver(snapshot: Path, folder: Path, prefixes: Mapping[str, str]) -> Index:
    """Write every download of a snapshot into a folder; what an earlier one left there goes.

    Raise OSError where that cannot be done; files of anyone else's are left alone.
    """
    folder.mkdir(parents=True, exist_ok=True)
    before = Index.read(folder / index.NAME)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=folder) as name:
        new = Path(name)
        made = make(snapshot, new, prefixes)
        (folder / "csv").mkdir(exist_ok=True)
        # The sums come last but one: whoever checks finds the files that they are of.
        for file in (*(one.name for one in made.files), SUMS, index.NAME):
            os.replace(new / file, folder / file)  # noqa: PTH105
    for old in before.files if before else ():
        path = folder / old.name
        if made.file(old.name) is None and path.resolve().is_relative_to(folder.resolve()):
            path.unlink(missing_ok=True)
    return made
