"""The command that shows what is held about one thing, each value with who states it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from aifkg.cli import output
from aifkg.cli.asking import AsOf
from aifkg.cli.control import escaped
from aifkg.cli.errors import Usage
from aifkg.cli.session import session
from aifkg.show.words import readable, unit_word, when

if TYPE_CHECKING:
    from rich.text import Text

    from aifkg.show import Evidence, Held, Incoming, Property, Sheet, Told

# In a terminal, of a thing that very many point at, only the first are named.
_MOST_LINKS = 20
_TOLD_APART = "told apart"


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
    yield _line(sheet.label, "bold").append_text(_line(f"  {', '.join(sheet.types)}"))
    yield _line(f"{sheet.curie}  {sheet.iri}", "dim")
    if sheet.clause:
        yield _line(sheet.clause)
    for title, values in (
        ("replaced by", [shorten(sheet.replaced_by)] if sheet.replaced_by else []),
        ("definition", [sheet.definition] if sheet.definition else []),
        ("also called", sheet.names),
        ("identifiers", sheet.identifiers),
    ):
        if values:
            yield _line(f"{title}: {'; '.join(values)}")
    for property_ in sheet.properties:
        yield _line("")
        yield from _property(property_)
    for heading, told in groupby(sheet.told, key=lambda one: one.heading):
        yield _line(f"\n{heading}", "bold")
        for one in told:
            yield from _told(one)
    if sheet.incoming:
        yield _line("\nWhat points here", "bold")
    for incoming in sheet.incoming:
        yield _incoming(incoming)


def _property(property_: Property) -> Iterator[Text]:
    heading = _line(property_.label, "bold")
    if property_.dispute is not None:
        rule = property_.dispute.rule
        decided = f"  disputed; decided by: {rule}" if rule != _TOLD_APART else f"  {rule}"
        heading.append_text(_line(decided, "yellow"))
    yield heading
    if property_.dispute is not None and property_.dispute.reason is not None:
        yield _line(f"  reason: {property_.dispute.reason}")
    for held in property_.values:
        yield _value(held)
        for evidence in held.evidence:
            yield _line(f"      {_place(evidence)}", "dim")


def _value(held: Held) -> Text:
    mark = "" if held.standing == "stands" else f"  ({held.standing})"
    if held.rule is not None:
        mark = f"  (derived by {held.rule})"
    style = "" if held.standing in ("stands", "derived") else "dim"
    amount = f"{readable(held.value)} {unit_word(held.unit)}".rstrip()
    return _line(f"  {amount}{mark}", style)


def _place(evidence: Evidence) -> str:
    publisher = f"{evidence.publisher}: " if evidence.publisher else ""
    return f"{publisher}{evidence.title}, {evidence.locator}, {when(evidence)}"


def _told(told: Told) -> Iterator[Text]:
    yield _line(f"  {told.relation}: {told.thing.text}")
    differ = "  (sources differ)" if told.disputes else ""
    yield _line(f"    {told.clause}{differ}")
    for evidence in told.evidence:
        yield _line(f"      {_place(evidence)}", "dim")


def _incoming(incoming: Incoming) -> Text:
    first = [link.text for link in incoming.things[:_MOST_LINKS]]
    more = incoming.total - len(first)
    rest = f" and {more} more" if more else ""
    return _line(f"  {incoming.label}: {'; '.join(first)}{rest}")


def _line(text: str, style: str = "") -> Text:
    from rich.text import Text

    return Text(escaped(text), style=style)
