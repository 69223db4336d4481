"""The command that shows what is held about one thing, each value with who states it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from aifkg.cli import output
from aifkg.cli.asking import AsOf
from aifkg.cli.dates import in_words
from aifkg.cli.errors import Usage
from aifkg.cli.session import session

if TYPE_CHECKING:
    from rich.text import Text

    from aifkg.show import Evidence, Held, Incoming, Property, Sheet

# In a terminal, of a thing that very many point at, only the first are named.
_MOST_LINKS = 20
_DIGITS_OF_A_YEAR = 4


def show(
    context: typer.Context,
    thing: Annotated[str, typer.Argument(help="IRI, CURIE (ai-factory:lumi) or name.")],
    as_of: AsOf = None,
    format_: Annotated[
        Optional[str],  # noqa: UP045 - Typer evaluates it
        typer.Option("--format", "-f", metavar="FORMAT", help="table or json."),
    ] = None,
) -> None:
    """Show what is held about a thing: each value with its source, disputes marked.

    Example: aifkg show "LUMI AI Factory"
    """
    if format_ not in (None, output.TABLE, "json"):
        raise Usage(f"--format of show is table or json, not {format_!r}.")
    graph = session(context).graph(as_of)
    sheet = graph.show(thing)
    if format_ == "json":
        import json

        text = json.dumps(sheet.as_dict(), ensure_ascii=False, indent=2)
        output.write(text.encode())
        return
    printer = output.console()
    for line in _lines(sheet, graph.shorten):
        printer.print(line)


def _lines(sheet: Sheet, shorten: Callable[[str], str]) -> Iterator[Text]:
    from rich.text import Text

    yield Text.assemble((sheet.label, "bold"), f"  {', '.join(sheet.types)}")
    yield Text(f"{sheet.curie}  {sheet.iri}", style="dim")
    for title, values in (
        ("replaced by", [shorten(sheet.replaced_by)] if sheet.replaced_by else []),
        ("definition", [sheet.definition] if sheet.definition else []),
        ("also called", sheet.names),
        ("identifiers", sheet.identifiers),
    ):
        if values:
            yield Text(f"{title}: {'; '.join(values)}")
    for property_ in sheet.properties:
        yield Text("")
        yield from _property(property_)
    if sheet.incoming:
        yield Text("\nWhat points here", style="bold")
    for incoming in sheet.incoming:
        yield _incoming(incoming)


def _property(property_: Property) -> Iterator[Text]:
    from rich.text import Text

    heading = Text(property_.label, style="bold")
    if property_.dispute is not None:
        heading.append(f"  disputed; decided by: {property_.dispute.rule}", style="yellow")
    yield heading
    if property_.dispute is not None and property_.dispute.reason is not None:
        yield Text(f"  reason: {property_.dispute.reason}")
    for held in property_.values:
        yield _value(held)
        for evidence in held.evidence:
            yield Text(f"      {_place(evidence)}", style="dim")


def _value(held: Held) -> Text:
    from rich.text import Text

    mark = "" if held.standing == "stands" else f"  ({held.standing})"
    if held.rule is not None:
        mark = f"  (derived by {held.rule})"
    style = "" if held.standing in ("stands", "derived") else "dim"
    unit = f" {held.unit}" if held.unit else ""
    return Text(f"  {_readable(held.value.text)}{unit}{mark}", style=style)


def _readable(text: str) -> str:
    """Return a long number with its thousands set apart, a date in words."""
    is_long = text.isdecimal() and len(text) > _DIGITS_OF_A_YEAR
    return f"{int(text):,}" if is_long else in_words(text)


def _place(evidence: Evidence) -> str:
    when = in_words(evidence.published or f"undated, available by {evidence.available}")
    about = f", of {evidence.valid}" if evidence.valid not in (None, evidence.published) else ""
    return f"{evidence.publisher}: {evidence.title}, {evidence.locator}, {when}{about}"


def _incoming(incoming: Incoming) -> Text:
    from rich.text import Text

    first = [link.text for link in incoming.things[:_MOST_LINKS]]
    more = len(incoming.things) - len(first)
    rest = f" and {more} more" if more else ""
    return Text(f"  {incoming.label}: {'; '.join(first)}{rest}")
