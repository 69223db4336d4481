"""The command that shows what is held about one thing, each value with who states it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from aifkg.cli import output
from aifkg.cli.asking import AsOf
from aifkg.cli.control import escaped
from aifkg.cli.errors import Usage
from aifkg.cli.session import session
from aifkg.show.dates import in_words

if TYPE_CHECKING:
    from rich.text import Text

    from aifkg.show import Evidence, Held, Incoming, Link, Property, Sheet

# In a terminal, of a thing that very many point at, only the first are named.
_MOST_LINKS = 20
_TOLD_APART = "told apart"
_DIGITS_OF_A_YEAR = 4
# Past it Python refuses to read an int.
_MOST_DIGITS = 4000
_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = (f"{_XSD}integer", f"{_XSD}decimal")


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
    unit = f" {held.unit}" if held.unit else ""
    return _line(f"  {_readable(held.value)}{unit}{mark}", style)


def _readable(value: Link) -> str:
    """Return a long number with its thousands set apart, a date in words."""
    from aifkg.rows import EDTF

    if value.datatype == EDTF:
        return in_words(value.text)
    is_number = value.datatype in _NUMBERS and value.text.isdecimal()
    is_long = _DIGITS_OF_A_YEAR < len(value.text) < _MOST_DIGITS
    return f"{int(value.text):,}" if is_number and is_long else value.text


def _place(evidence: Evidence) -> str:
    when = in_words(evidence.published or f"undated, available by {evidence.available}")
    about = f", of {evidence.valid}" if evidence.valid not in (None, evidence.published) else ""
    publisher = f"{evidence.publisher}: " if evidence.publisher else ""
    return f"{publisher}{evidence.title}, {evidence.locator}, {when}{about}"


def _incoming(incoming: Incoming) -> Text:
    first = [link.text for link in incoming.things[:_MOST_LINKS]]
    more = len(incoming.things) - len(first)
    rest = f" and {more} more" if more else ""
    return _line(f"  {incoming.label}: {'; '.join(first)}{rest}")


def _line(text: str, style: str = "") -> Text:
    from rich.text import Text

    return Text(escaped(text), style=style)
