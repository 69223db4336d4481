"""The command line: words typed become questions asked; knows no graph of its own.

What takes time to import (the engine, the build, rich, FastAPI) is imported by the command that
needs it, so that a question is answered in well under a second.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from aifkg.cli.asking import ask, query
from aifkg.cli.building import build, check
from aifkg.cli.comparing import changes
from aifkg.cli.dumping import dump
from aifkg.cli.errors import Edge
from aifkg.cli.reloading import reload
from aifkg.cli.serving import serve
from aifkg.cli.session import Session
from aifkg.cli.showing import show
from aifkg.cli.tracing import trace

_EXIT_CODES = (
    "Exit codes: 0 all went well; 1 the data break a rule (check found something, or no snapshot "
    "can be built); 2 what was asked cannot be done (an unknown thing or query, a bad parameter, a "
    "fault in the SPARQL, a file or stdout that fails); 3 the query was stopped at its time limit, "
    "or a trace found nothing until then."
)

app = typer.Typer(
    cls=Edge,
    name="aifkg",
    no_args_is_help=True,
    epilog=_EXIT_CODES,
    pretty_exceptions_enable=False,
    add_completion=False,
)


def _version(asked: bool) -> None:
    if asked:
        import aifkg

        typer.echo(f"aifkg {aifkg.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    context: typer.Context,
    root: Annotated[
        Optional[Path],  # noqa: UP045 - Typer evaluates it
        typer.Option(
            metavar="DIR",
            help="Folder with ontology/, data/ and queries/; by default the checkout or package.",
        ),
    ] = None,
    _: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", is_eager=True, callback=_version),
    ] = False,
) -> None:
    """Ask the knowledge graph of Europe's AI factories, and see who says so."""
    context.obj = Session(root)


for command in (build, check, dump, changes, serve, reload, query, ask, show, trace):
    app.command()(command)


def main() -> None:
    """Run the command line."""
    app()
