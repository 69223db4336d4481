"""The command that says how things are connected, each step with who says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from aifkg.cli import output
from aifkg.cli.asking import AsOf
from aifkg.cli.control import escaped
from aifkg.cli.errors import TIMEOUT, Usage
from aifkg.cli.session import session

if TYPE_CHECKING:
    from rich.text import Text

    from aifkg.api import Graph
    from aifkg.trace import Passage, Path, Rule, Step, Trace

_FORMATS = "table, sentences, csv, json, graphml, gexf, turtle or trig"
_TOUCHED = "a thing, class, property or chapter"
_NAMED = "IRI, CURIE (person:mario-draghi) or name"


def trace(
    context: typer.Context,
    start: Annotated[str, typer.Argument(metavar="A", help=f"{_NAMED}.")],
    others: Annotated[list[str], typer.Argument(metavar="B…", help="One to five more.")],
    k: Annotated[int, typer.Option("-k", metavar="NUMBER", help="How many paths, at most.")] = 5,
    n: Annotated[int, typer.Option("-n", metavar="NUMBER", help="Steps of a path, at most.")] = 4,
    order: Annotated[
        str, typer.Option(metavar="ORDER", help="specific or shortest paths first.")
    ] = "specific",
    via: Annotated[
        Optional[list[str]],  # noqa: UP045 - Typer evaluates it
        typer.Option(metavar="NAME", help=f"What each path touches: {_TOUCHED}."),
    ] = None,
    avoid: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(metavar="NAME", help=f"What no path touches: {_TOUCHED}."),
    ] = None,
    only: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(metavar="NAME", help="What alone is walked: a property, class, chapter."),
    ] = None,
    valid: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="DATE", help="Leave out what was valid at another time: 2024-01/2025"),
    ] = None,
    no_undated: Annotated[
        bool, typer.Option("--no-undated", help="Leave out what has no date.")
    ] = False,
    detours: Annotated[
        bool, typer.Option("--detours", help="Also what passes all that a better path passes.")
    ] = False,
    as_of: AsOf = None,
    timeout: Annotated[
        float, typer.Option(metavar="SECONDS", min=0.001, help="Show what is found until then.")
    ] = 30,
    format_: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--format", "-f", metavar="FORMAT", help=f"{_FORMATS}."),
    ] = None,
) -> None:
    """Say how two things are connected, or what joins three to six: each step with its sources.

    A thing is given by IRI, CURIE or name.

    Example: aifkg trace "Mario Draghi" "MareNostrum 5"
    """
    write = _writer(format_)
    graph = session(context).graph(as_of)
    from aifkg.trace.naming import NoThing

    try:
        found = graph.trace(
            start,
            *others,
            k=k,
            n=n,
            order=order,
            via=via or (),
            avoid=avoid or (),
            only=only or (),
            valid=valid,
            undated=not no_undated,
            detours=detours,
            seconds=timeout,
        )
    except NoThing as error:
        if error.parameter in ("from", "to"):
            raise error.error or error from error
        raise
    write(graph, found, as_of)
    if found.limits.ended_by == "time" and not found.paths:
        raise typer.Exit(TIMEOUT)


def _writer(name: str | None) -> Callable[[Graph, Trace, str | None], None]:
    """Return what writes a trace in a format; raise Usage where there is no such format."""
    if name in (None, output.TABLE):
        return _print
    from aifkg.trace import formats

    format_ = formats.named(str(name))
    if format_ is None:
        raise Usage(f"--format of trace is {_FORMATS}, not {name!r}.")

    def write(graph: Graph, found: Trace, as_of: str | None) -> None:
        address = _address(graph, found, as_of)
        changed = str(graph.manifest.get("changed") or "")
        output.write(formats.write(found, format_, address, changed=changed))

    return write


def _address(graph: Graph, found: Trace, as_of: str | None) -> str:
    """Return where a server answers the same question."""
    from aifkg.trace.address import permalink

    return permalink(found, graph.shorten, as_of or "")


def _print(graph: Graph, found: Trace, as_of: str | None) -> None:
    printer = output.console()
    for line in _lines(found, _address(graph, found, as_of)):
        printer.print(line)


def _lines(found: Trace, address: str) -> Iterator[Text]:
    from aifkg.trace.formats.citing import title
    from aifkg.trace.formats.noting import notes
    from aifkg.trace.formats.sentences import as_known, ground

    yield _line(title(found), "bold")
    if past := as_known(address):
        yield _line(past)
    numbers = _numbers(found)
    for path in found.paths:
        yield _line("")
        yield from _path(path, numbers)
    for note in notes(found):
        yield _line("")
        yield _line(note, "yellow")
    if numbers:
        yield _line("\nSources", "bold")
    for one, number in numbers.items():
        yield _line(f"  [{number}] {ground(one)}", "dim")


def _numbers(found: Trace) -> dict[Passage | Rule, int]:
    """Return the number of each passage and rule, in the order in which they are named."""
    known = (one for step in found.steps for one in step.grounds)
    return {one: number for number, one in enumerate(dict.fromkeys(known), 1)}


def _path(path: Path, numbers: dict[Passage | Rule, int]) -> Iterator[Text]:
    things = " → ".join(one.label for one in path.things)
    yield _line(f"{path.rank}. {things}", "bold").append_text(
        _line(f"  score {path.score:g}", "dim")
    )
    for place, step in enumerate(path.steps, 1):
        yield _line(f"   {place}. {step.sentence} {_marks(step, numbers)}".rstrip())
    yield _line(f"   weakest: {path.weakest.words}, {path.weakest.why}", "dim")


def _marks(step: Step, numbers: dict[Passage | Rule, int]) -> str:
    differ = " (sources differ)" if step.disputes else ""
    return "".join(f"[{numbers[one]}]" for one in step.grounds) + differ


def _line(text: str, style: str = "") -> Text:
    from rich.text import Text

    return Text(escaped(text), style=style)
