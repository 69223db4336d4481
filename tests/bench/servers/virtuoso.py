"""Virtuoso, on a database of its own; its default graph is a named one that the request names."""

from __future__ import annotations

import shutil
import subprocess
from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING
from urllib.parse import quote

from aifkg.names import BASE
from tests.bench.servers.process import await_that, free_port, started
from tests.bench.servers.running import Absent, Running, await_answer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_RESOLVED = BASE + "graph/resolved"
_PATH = f"/sparql?default-graph-uri={quote(_RESOLVED, safe='')}&query={{query}}"
_SETTINGS = """
[Database]
DatabaseFile = {folder}/v.db
ErrorLogFile = {folder}/v.log
LockFile = {folder}/v.lck
TransactionFile = {folder}/v.trx
xa_persistent_file = {folder}/v.pxa
MaxCheckpointRemap = 2000
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
MaxCheckpointRemap = 2000
[Parameters]
ServerPort = 127.0.0.1:{sql}
ServerThreads = 40
DirsAllowed = {folder}
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 40
MaxKeepAlives = 40
KeepAliveTimeout = 60
[SPARQL]
ResultSetMaxRows = 10000000
"""
_LIST = "ld_dir('{folder}', '{name}', '{graph}');"
_LOAD = "rdf_loader_run(); checkpoint;"
_AGAIN = "UPDATE DB.DBA.load_list SET ll_state = 0, ll_error = NULL;"
_DEADLOCK = "40001"
_TRIES = 4
_ERRORS = "SELECT ll_error FROM DB.DBA.load_list WHERE ll_error IS NOT NULL;"


class Virtuoso:
    """Virtuoso as the system has it installed."""

    def __init__(self) -> None:
        self._isql = shutil.which("isql-vt") or shutil.which("isql-v") or shutil.which("isql")

    def version(self) -> str:
        """Return the server's version; raise Absent where it is not installed."""
        if shutil.which("virtuoso-t") is None or self._isql is None:
            raise Absent("there is no virtuoso-t with its isql (Debian: virtuoso-opensource)")
        said = subprocess.run(["virtuoso-t", "-?"], capture_output=True, text=True, check=False)
        lines = (said.stdout + said.stderr).splitlines()
        line = next((line for line in lines if line.startswith("Version")), "")
        return "virtuoso " + line.removeprefix("Version").split("-")[0].strip()

    @contextmanager
    def serving(self, snapshot: Path, folder: Path) -> Iterator[Running]:
        """Serve from a new database, loaded and started anew."""
        self.version()
        sql, http = free_port(), free_port()
        buffers = _buffers(snapshot)
        settings = folder / "v.ini"
        settings.write_text(
            _SETTINGS.format(
                folder=folder,
                sql=sql,
                http=http,
                buffers=buffers,
                dirty=buffers * 3 // 4,
            ),
            encoding="utf-8",
        )
        command = ("virtuoso-t", "-f", "-c", settings)
        with started(command, folder / "first.log", folder=folder) as process:
            load = self._load(process, sql, snapshot, folder)
        authority = f"127.0.0.1:{http}"
        since = perf_counter()
        with started(command, folder / "second.log", folder=folder) as process:
            ready = await_answer(process, authority, _PATH, since)
            yield Running("virtuoso", authority, _PATH, process.pid, ready, load)

    def _load(
        self, process: subprocess.Popen[str], port: int, snapshot: Path, folder: Path
    ) -> float:
        """Return the seconds that loading takes; the default graph's triples go to a named one."""
        for _ in await_that(process, "Virtuoso's port", 60):
            if self._sql(port, "SELECT 1;").returncode == 0:
                break
        beside = folder / "graph.nq"
        beside.symlink_to(snapshot.resolve())
        since = perf_counter()
        self._sql(port, _LIST.format(folder=folder, name=beside.name, graph=_RESOLVED))
        for _ in range(_TRIES):
            self._sql(port, _LOAD)
            load = perf_counter() - since
            said = self._sql(port, _ERRORS).stdout
            if "0 Rows." in said:
                return load
            if _DEADLOCK not in said:
                break
            # Its own threads were in each other's way; what is loaded already does no harm.
            self._sql(port, _AGAIN)
        raise RuntimeError(f"Virtuoso could not load {snapshot}: {said}")

    def _sql(self, port: int, text: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self._isql), f"127.0.0.1:{port}", "dba", "dba", f"exec={text}"],
            capture_output=True,
            text=True,
            check=False,
        )


def _buffers(snapshot: Path) -> int:
    """Return how many pages of 8 KiB to hold in memory: the usual number, and room for the data."""
    return 10_000 + snapshot.stat().st_size // 8_192
