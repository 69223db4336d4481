"""The command that says what changed between two snapshots."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from aifkg.cli.control import escaped
from aifkg.cli.errors import Usage


def changes(
    old: Annotated[Path, typer.Argument(help="The older snapshot, a file of N-Quads.")],
    new: Annotated[Path, typer.Argument(help="The newer one.")],
) -> None:
    """Say what changed between two snapshots: things, values, disputes and sources.

    Example: aifkg changes old/aifkg.nq new/aifkg.nq
    """
    from aifkg.changes import ReadingError, compare

    try:
        with old.open(encoding="utf-8") as before, new.open(encoding="utf-8") as after:
            found = compare(before, after)
    except (ReadingError, UnicodeDecodeError) as error:
        raise Usage(f"The snapshots cannot be compared: {error}") from error
    for change in found:
        for sentence in change.sentences:
            typer.echo(escaped(f"{change.label}: {sentence}"))
    count = len(found)
    typer.echo(f"{count or 'no'} thing{'' if count == 1 else 's'} changed", err=True)
