"""The commands that ask: `query` takes SPARQL, `ask` a saved query by name."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from aifkg.cli import output
from aifkg.cli.control import escaped
from aifkg.cli.errors import USAGE, Usage
from aifkg.cli.limit import within
from aifkg.cli.session import session

if TYPE_CHECKING:
    from aifkg.library import Library
    from aifkg.lint import Finding

AsOf = Annotated[
    Optional[str],  # noqa: UP045 - Typer evaluates it
    typer.Option("--as-of", metavar="DATE", help="The graph as it was known on this day."),
]
Format = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--format", "-f", metavar="FORMAT", help=output.FORMAT_HELP),
]
Timeout = Annotated[
    float, typer.Option(metavar="SECONDS", min=0.001, help="Stop a query that takes longer.")
]


def query(
    context: typer.Context,
    sparql: Annotated[str, typer.Argument(metavar="SPARQL|FILE.rq|-", help="The query.")],
    as_of: AsOf = None,
    format_: Format = None,
    timeout: Timeout = 30,
    is_check: Annotated[
        bool, typer.Option("--check", help="Say what is wrong with the query; do not run it.")
    ] = False,
) -> None:
    """Answer a SPARQL query, given as text, as a file, or as - on standard input.

    The prefixes of the project need no PREFIX line. What a plain query sees is the resolved view;
    GRAPH ?passage { … } sees what each passage states.

    Example: aifkg query 'SELECT ?factory WHERE { ?factory a aif:AIFactory }'
    """
    text = _sparql(sparql)
    graph = session(context).graph(as_of)
    if is_check:
        with within(timeout):
            found = graph.check(text)
        _report(found)
        return
    format_chosen = output.chosen(format_, graph.form(text))
    if format_chosen is not None:
        with within(timeout):
            body = graph.write(text, format_chosen)
        output.write(body)
        return
    with within(timeout):
        answer = graph.query(text)
    if isinstance(answer, bool):
        typer.echo("yes" if answer else "no")
    else:
        output.table(answer, graph.shorten)


def ask(
    context: typer.Context,
    name: Annotated[
        Optional[str],  # noqa: UP045
        typer.Argument(metavar="NAME", help="A saved query; without a name, all are listed."),
    ] = None,
    arguments: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Argument(metavar="KEY=VALUE", help="Values for its parameters."),
    ] = None,
    as_of: AsOf = None,
    format_: Format = None,
    timeout: Timeout = 30,
) -> None:
    """Answer a saved query; without a name, list them all with their questions.

    A thing is given by IRI, CURIE (ai-factory:lumi) or name ("LUMI AI Factory").

    Example: aifkg ask factory-money factory=ai-factory:lumi
    """
    from aifkg.library import Library

    library = Library.of(session(context).share().queries)
    if name is None:
        _list(library)
        return
    saved = library[name]
    given = _pairs(arguments or (), saved.name)
    graph = session(context).graph(as_of)
    format_chosen = output.chosen(format_, graph.form(saved.text))
    if format_chosen is not None:
        with within(timeout):
            body = graph.write_saved(name, format_chosen, **given)
        output.write(body)
        return
    with within(timeout):
        answer = graph.ask(name, **given)
    output.table(answer, graph.shorten)
    if saved.note:
        typer.echo(f"\n{escaped(saved.note)}")


def _report(found: Sequence[Finding]) -> None:
    """Print what a check found, each with what to write instead; exit with 2 for an error."""
    for finding in found:
        typer.echo(escaped(f"{finding.severity} {finding.line}:{finding.column} {finding.message}"))
        if finding.suggestion is not None:
            typer.echo(escaped(f"    write {finding.suggestion}"))
    if not found:
        typer.echo("Nothing is found against the query.")
    if any(finding.severity == "error" for finding in found):
        raise typer.Exit(USAGE)


def _sparql(argument: str) -> str:
    """Return the text of a query: the argument itself, a file it names, or standard input."""
    if argument == "-":
        return sys.stdin.read()
    if not argument.endswith(".rq"):
        return argument
    try:
        return Path(argument).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise Usage(f"{argument} cannot be read: {reason}.") from error


def _pairs(arguments: Sequence[str], name: str) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for argument in arguments:
        key, equals, value = argument.partition("=")
        if not (key and equals and value):
            raise Usage(f"{name} takes parameters as key=value, not {argument!r}.")
        if key in pairs:
            raise Usage(f"{key} is given twice.")
        pairs[key] = value
    return pairs


def _list(library: Library) -> None:
    """Print each saved query with what it takes and asks; then those that cannot be read."""
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=None, pad_edge=False, show_header=False)
    for saved in library:
        takes = " ".join(
            f"{one.name}=…" if one.required else f"[{one.name}=…]" for one in saved.parameters
        )
        grid.add_row(Text(f"{saved.name} {takes}".strip(), style="bold"), Text(saved.question))
    output.console().print(grid)
    faults = library.faults()
    for fault in faults:
        typer.echo(escaped(str(fault)), err=True)
    if faults:
        raise typer.Exit(USAGE)
