"""The command that serves the graph over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from aifkg.cli.asking import AsOf
from aifkg.cli.errors import Usage
from aifkg.cli.session import day, progress, session

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aifkg.build import Snapshot
    from aifkg.web import Settings


def serve(
    context: typer.Context,
    host: Annotated[
        Optional[str],  # noqa: UP045 - Typer evaluates it
        typer.Option(help="Address to listen on; by default 127.0.0.1, or AIFKG_HOST."),
    ] = None,
    port: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option(help="Port to listen on; by default 8000, or AIFKG_PORT.", min=0, max=65535),
    ] = None,
    as_of: AsOf = None,
) -> None:
    """Serve the graph over HTTP, with a SPARQL endpoint at /sparql; built first where it has to be.

    Example: aifkg serve --port 8080
    """
    from aifkg.build import ensure
    from aifkg.library import Library
    from aifkg.web import serve as run

    share = session(context).share()
    given = {"host": host, "port": port}
    settings = _settings({name: value for name, value in given.items() if value is not None})
    with progress() as tell:
        snapshot = ensure(share, as_of=day(as_of), progress=tell)
    try:
        run(
            settings,
            snapshot.quads_path,
            snapshot.manifest_path,
            library=Library.of(share.queries),
            on_ready=lambda address: _greet(address, snapshot),
        )
    except OSError as error:
        reason = error.strerror or str(error)
        place = f"Port {settings.port} of {settings.host}"
        raise Usage(f"{place} cannot be used: {reason}.") from error


def _settings(given: Mapping[str, Any]) -> Settings:
    """Return what the variables and options say; raise Usage for the first that breaks a rule."""
    from pydantic import ValidationError

    from aifkg.web import Settings

    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        raise Usage(_rule_broken(first["loc"], first["input"], first["msg"])) from error


def _rule_broken(place: tuple[int | str, ...], value: object, rule: str) -> str:
    """Return the sentence for a variable, or for the rule that ties several together."""
    rule = rule.removeprefix("Value error, ").removesuffix(".").replace("Input", "it", 1)
    if not place:
        return f"The AIFKG_ variables do not go together: {rule}."
    return f"AIFKG_{str(place[0]).upper()} is {value!r}; {rule}."


def _greet(address: str, snapshot: Snapshot) -> None:
    """Say what can be opened, once it can be."""
    held = snapshot.manifest
    typer.echo(f"{held['things']['total']:,} things from {held['sources']:,} sources are served:")
    typer.echo(f"  {address}  questions, and a form for SPARQL")
    typer.echo(f"  {address}query/factories  the AI factories")
    typer.echo(f"  {address}sparql  the SPARQL endpoint")
    typer.echo(f"  {address}version  what is served")
    typer.echo("Ctrl-C ends it.")
