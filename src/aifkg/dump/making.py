"""Making: every download of a snapshot, written into a folder; knows no server."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from aifkg.dump import csvw, database, index
from aifkg.dump.catalogue import DOWNLOADS, GZIP, SUMS
from aifkg.dump.index import File, Index
from aifkg.dump.packing import archive, pack
from aifkg.dump.question import ask, text
from aifkg.dump.tables import Table, Tables
from aifkg.engine import BY_NAME, EmbeddedEngine, transcribe

if TYPE_CHECKING:
    from pathlib import Path

_KIND = re.compile(r"(?!\.)[^/\\\x00-\x1f]{1,100}")
_TRANSCRIBED = ("trig", "turtle", "jsonld")


class DumpError(Exception):
    """No dump can be made, and why, in one sentence."""


def make(
    snapshot: Path, folder: Path, prefixes: Mapping[str, str], *, sha256: str | None = None
) -> Index:
    """Write every download of a snapshot into a folder that is empty; return their index.

    Raise DumpError where the snapshot has another hash than is named, EngineError where it is no
    N-Quads, OSError where it cannot be read or the folder not written.
    """
    quads = snapshot.read_bytes()
    found = hashlib.sha256(quads).hexdigest()
    if sha256 not in (None, found):
        raise DumpError("The file of the snapshot has other bytes than when it was loaded.")
    (folder / "aifkg.nq").write_bytes(quads)
    for name in _TRANSCRIBED:
        format_ = BY_NAME[name]
        with (folder / f"aifkg.{format_.extension}").open("wb") as out:
            transcribe(quads, format_, out, prefixes)
    del quads
    tables, licence = _write_tables(folder, prefixes, found)
    made = Index(found, licence, tuple(_described(folder, tables)))
    (folder / SUMS).write_bytes(made.sums())
    (folder / index.NAME).write_bytes(made.written())
    _settle(folder)
    return made


def _write_tables(
    folder: Path, prefixes: Mapping[str, str], sha256: str
) -> tuple[list[Table], str]:
    """Write what is made of tables; return them, and the licence that the graph names."""
    engine = EmbeddedEngine.open(folder / "aifkg.nq", prefixes=prefixes)
    licence = "".join(text(row["licence"]) for row in ask(engine, "licence")[:1])
    found = Tables(engine)
    tables = list(found)
    _refuse_names(table.kind for table in tables)
    (folder / "csv").mkdir()
    members = {table.kind + ".csv": csvw.as_csv(table, found.labels) for table in tables}
    members[csvw.METADATA] = csvw.metadata(tables, licence, sha256)
    for name, content in members.items():
        (folder / "csv" / name).write_bytes(content)
    archive(folder / "aifkg-csv.zip", members)
    about = {"snapshot": sha256, "licence": licence}
    database.write(folder / "aifkg.sqlite", engine, found, about)
    return tables, licence


def _refuse_names(kinds: Iterable[str]) -> None:
    """Refuse kinds that are no names of files: they come from the data."""
    for kind in kinds:
        if not _KIND.fullmatch(kind):
            raise DumpError(
                f'No table can be written of the kind "{kind[:80]}": aif:idPrefix has to be a name '
                "of a file, without a slash, and not begin with a dot."
            )


def _described(folder: Path, tables: list[Table]) -> list[File]:
    """Return what each file is, and compress those that are to be."""
    files = []
    for one in DOWNLOADS:
        path = folder / one.name
        files.append(_file(path, one.name, one.media_type, one.description))
        if one.is_packed:
            packed = f"{one.name}.gz"
            about = f"{one.name}, compressed."
            files.append(_file(pack(path), packed, GZIP, about, of=one.name))
    for table in tables:
        name = f"csv/{table.kind}.csv"
        count = f"{len(table.things):,} {'row' if len(table.things) == 1 else 'rows'}"
        about = f"{table.title[:1].upper()}{table.title[1:]}: {count}."
        files.append(_file(folder / name, name, "text/csv", about))
    name = f"csv/{csvw.METADATA}"
    about = "What each column of the tables means (CSV on the Web)."
    files.append(_file(folder / name, name, "application/csvm+json", about))
    return files


def _file(path: Path, name: str, media_type: str, description: str, *, of: str = "") -> File:
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return File(name, media_type, description, path.stat().st_size, sha256, of)


def _settle(folder: Path) -> None:
    """Have the system write the files out: a name that it keeps must not outlive their content."""
    for path in (*sorted(folder.rglob("*")), folder):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
