"""The command that writes the graph as files: RDF, tables and a database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from aifkg.cli.asking import AsOf
from aifkg.cli.session import day, progress, session


def dump(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Folder to write into; made where it is missing.")],
    as_of: AsOf = None,
) -> None:
    """Write the graph as files: N-Quads, TriG, Turtle, JSON-LD, CSV and SQLite, with their hashes.

    Example: aifkg dump downloads
    """
    from aifkg.build import ensure
    from aifkg.dump import deliver
    from aifkg.names import PrefixTable

    share = session(context).share()
    prefixes = PrefixTable.read(share.ontology / "prefixes.ttl").namespaces
    with progress() as tell:
        snapshot = ensure(share, as_of=day(as_of), progress=tell)
        tell("writing")
        made = deliver(snapshot.quads_path, folder, prefixes)
    for file in made.files:
        if "/" not in file.name:
            typer.echo(f"{file.bytes:>12,}  {folder / file.name}")
    count = sum("/" in file.name for file in made.files) - 1
    typer.echo(
        f"{count} tables in {folder / 'csv'}; {folder / 'SHA256SUMS'} has the hashes of all."
    )
