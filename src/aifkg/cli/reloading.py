"""The command that has a running server take in what has changed."""

from __future__ import annotations

import os
import signal
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from aifkg.cli import running
from aifkg.cli.control import escaped
from aifkg.cli.errors import FINDINGS, Usage
from aifkg.cli.session import day, progress, session

if TYPE_CHECKING:
    from pathlib import Path

    from aifkg.cli.running import Running

_PATIENCE_S = 300.0
_PAUSE_S = 0.1


def reload(
    context: typer.Context,
    port: Annotated[
        Optional[int],  # noqa: UP045 - Typer evaluates it
        typer.Option(metavar="NUMBER", help="Port of the server; needed where several run."),
    ] = None,
) -> None:
    """Have a running server take in what has changed, without dropping a request.

    The graph is built first, so that what is wrong with the data is said here and the server is
    left alone.

    Example: aifkg reload
    """
    from aifkg.build import ensure

    share = session(context).share()
    server = running.server(share.cache, port)
    with progress() as tell:
        snapshot = ensure(share, as_of=day(server.as_of), progress=tell)
        tell("reloading")
        said = _reloaded(share.cache, server, snapshot.hash)
    if said["outcome"] == "refused":
        why = f"The server at {server.address} refused it, and serves what it did: {said['why']}"
        typer.echo(escaped(why), err=True)
        raise typer.Exit(FINDINGS)
    does = "serves now" if said["outcome"] == "served" else "serves already"
    typer.echo(f"The server at {server.address} {does}:")
    typer.echo(f"sha256    {said['snapshot']}")


def _reloaded(folder: Path, server: Running, sha256: str) -> dict[str, Any]:
    """Ask for a reload, and return what the server says of it."""
    asked = datetime.now(UTC).isoformat(timespec="milliseconds")
    try:
        os.kill(server.pid, signal.SIGHUP)
    except OSError as error:
        reason = f"{server.pid}, of the server at {server.address}, cannot be told"
        raise Usage(f"The process {reason}: {error.strerror}.") from error
    end = time.monotonic() + _PATIENCE_S
    said: dict[str, Any] = {}
    while not _is_of(said, asked, sha256):
        if time.monotonic() > end:
            raise Usage(
                f"The server at {server.address} has not said within {_PATIENCE_S:g} s how the "
                f"reload went; {server.address}version will."
            )
        if not running.is_running(folder, server):
            raise Usage(f"The server at {server.address} has ended.")
        time.sleep(_PAUSE_S)
        said = _said(server)
    return said


def _is_of(said: dict[str, Any], asked: str, sha256: str) -> bool:
    """Whether it tells of the reload that was asked for, rather than of one before.

    One that was under way may end first, with what was there when it began.
    """
    is_later: bool = said.get("at", "") >= asked
    is_ours: bool = said.get("outcome") == "refused" or said.get("snapshot") == sha256
    return is_later and is_ours


def _said(server: Running) -> dict[str, Any]:
    """Return what the server says of its last reload; nothing where it does not answer."""
    import httpx

    try:
        answer = httpx.get(f"{server.address}version", trust_env=False).json()
    except (httpx.HTTPError, ValueError):
        return {}
    said = answer.get("reload") if isinstance(answer, dict) else None
    return said if isinstance(said, dict) else {}
