"""The commands about the data: `build` makes a snapshot, `check` says what is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Optional

import typer

from aifkg.cli.asking import AsOf
from aifkg.cli.control import escaped
from aifkg.cli.errors import FINDINGS, Usage
from aifkg.cli.session import day, progress, session


def build(
    context: typer.Context,
    as_of: AsOf = None,
    as_json: Annotated[
        bool,
        typer.Option("--json", help="Say as JSON where the files lie; build only what changed."),
    ] = False,
) -> None:
    """Build the snapshot: parse, resolve, derive, validate and write it.

    Example: aifkg build --as-of 2024-12-31
    """
    from aifkg.build import ensure, make

    with progress() as tell:
        work = ensure if as_json else make
        snapshot = work(session(context).share(), as_of=day(as_of), progress=tell)
    held = snapshot.manifest
    if as_json:
        files = {"snapshot": snapshot.quads_path, "manifest": snapshot.manifest_path}
        places = {name: str(path.resolve()) for name, path in files.items()}
        typer.echo(json.dumps({**places, "sha256": held["sha256"]}))
        return
    typer.echo(f"snapshot  {snapshot.quads_path}")
    typer.echo(f"sha256    {held['sha256']}")
    typer.echo(
        f"holds     {held['things']['total']:,} things, {held['claims']:,} claims in "
        f"{held['passages']:,} passages of {held['sources']:,} sources, "
        f"{held['disputes']['total']:,} disputes"
    )


def check(
    context: typer.Context,
    files: Annotated[
        Optional[list[Path]],  # noqa: UP045 - Typer evaluates it
        typer.Argument(help="Data files to check; without any, all are checked."),
    ] = None,
) -> None:
    """Say all that is wrong with the data; exit code 1 where there is something to mend.

    Example: aifkg check data/source/okm-lumi.trig
    """
    from aifkg.build import check as run

    with progress():
        try:
            findings = run(session(context).share(), files or None)
        except FileNotFoundError as error:
            raise Usage(f"{error}.") from error
    for finding in findings:
        typer.echo(escaped(f"{finding.severity}: {finding}"))
    count = len(findings)
    typer.echo(f"{count or 'no'} finding{'' if count == 1 else 's'}", err=True)
    if any(finding.severity == "error" for finding in findings):
        raise typer.Exit(FINDINGS)
