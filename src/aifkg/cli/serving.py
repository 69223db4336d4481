"""The command that serves the graph over HTTP."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

from aifkg.cli.asking import AsOf
from aifkg.cli.errors import Usage
from aifkg.cli.options import given, named, with_settings
from aifkg.cli.running import Announcement, Running
from aifkg.cli.session import day, progress, session

if TYPE_CHECKING:
    from pathlib import Path

    from aifkg.build import Snapshot
    from aifkg.web import Settings


@with_settings
def serve(context: typer.Context, as_of: AsOf = None, **options: Any) -> None:
    """Serve the graph over HTTP, with a SPARQL endpoint at /sparql; built first where it has to be.

    SIGHUP, which aifkg reload sends, has it take in what has changed.

    Example: aifkg serve --port 8080
    """
    from aifkg.build import ensure
    from aifkg.library import Library
    from aifkg.web import serve as run

    here = session(context)
    share = here.share()
    settings = _settings(given(options))
    with progress() as tell:
        snapshot = ensure(share, as_of=day(as_of), progress=tell)
    with _announcing(share.cache, snapshot, as_of) as announce:

        def ready(address: str) -> None:
            announce(address)
            _greet(f"{address.rstrip('/')}{settings.root_path}/", snapshot)

        try:
            run(
                settings,
                snapshot.quads_path,
                snapshot.manifest_path,
                library=Library.of(share.queries),
                renew=[*_building(here.root), *([] if as_of is None else ["--as-of", as_of])],
                build_day=[*_building(here.root), "--as-of"],
                on_ready=ready,
            )
        except OSError as error:
            reason = error.strerror or str(error)
            place = f"Port {settings.port} of {settings.host}"
            raise Usage(f"{place} cannot be used: {reason}.") from error


def _settings(options: Mapping[str, Any]) -> Settings:
    """Return what the variables and options say; raise Usage for the first that breaks a rule."""
    from aifkg.web import Misplaced, check_place

    settings = _read(options)
    try:
        check_place(settings)
    except Misplaced as error:
        what = named("root_path", is_option="root_path" in options)
        raise Usage(f"{what} is {settings.root_path!r}; {error.rule}.") from error
    return settings


def _read(options: Mapping[str, Any]) -> Settings:
    """Return the settings, each of which keeps its own rules."""
    from pydantic import ValidationError

    from aifkg.web import Settings

    try:
        return Settings(**options)
    except ValidationError as error:
        first = error.errors()[0]
        rule = re.sub("^(Value error, |Input |String )", "", first["msg"].removesuffix("."))
        if not first["loc"]:
            raise Usage(f"The settings do not go together: {rule}.") from error
        name = str(first["loc"][0])
        what = named(name, is_option=name in options)
        it = "it " if rule.startswith("should") else ""
        raise Usage(f"{what} is {first['input']!r}; {it}{rule}.") from error


def _building(root: Path | None) -> list[str]:
    """Return the command that builds the graph from what the files say by then."""
    where = [] if root is None else ["--root", str(root.resolve())]
    return [sys.executable, "-P", "-m", "aifkg", *where, "build", "--json"]


@contextmanager
def _announcing(
    folder: Path, snapshot: Snapshot, as_of: str | None
) -> Iterator[Callable[[str], None]]:
    """Give what tells other commands of the server at an address, until it ends."""
    made: list[Announcement] = []

    def announce(address: str) -> None:
        running = Running(os.getpid(), address, snapshot.hash, as_of)
        try:
            made.append(Announcement(folder, running))
        except OSError as error:
            typer.echo(f"aifkg reload will not find this server: {error.strerror}.", err=True)

    try:
        yield announce
    finally:
        for announcement in made:
            announcement.remove()


def _greet(address: str, snapshot: Snapshot) -> None:
    """Say what can be opened, once it can be."""
    held = snapshot.manifest
    typer.echo(f"{held['things']['total']:,} things from {held['sources']:,} sources are served:")
    typer.echo(f"  {address}  questions, and a form for SPARQL")
    typer.echo(f"  {address}query/factories  the AI factories")
    typer.echo(f"  {address}sparql  the SPARQL endpoint")
    typer.echo(f"  {address}version  what is served")
    typer.echo("Ctrl-C ends it.")
