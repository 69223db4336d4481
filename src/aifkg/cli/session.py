"""The session: what the options before a command say, and the graph that they lead to."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from aifkg.cli.errors import Usage

if TYPE_CHECKING:
    from aifkg.api import Graph
    from aifkg.share import Share


@dataclass(frozen=True)
class Session:
    """Where ontology, data and queries lie: None means the checkout or the installed package."""

    root: Path | None = None

    def share(self) -> Share:
        """Return the folders; raise Usage where there are none."""
        from aifkg.share import Share

        try:
            share = Share.find() if self.root is None else Share.at(self.root)
        except FileNotFoundError as error:
            raise Usage(str(error)) from error
        if not (share.ontology / "prefixes.ttl").is_file():
            raise Usage(f"{self.root} has no ontology/prefixes.ttl")
        return share

    def graph(self, as_of: str | None) -> Graph:
        """Return the graph, built first where it has to be."""
        from aifkg.api import load

        with progress() as tell:
            return load(day(as_of), share=self.share(), progress=tell)


def session(context: typer.Context) -> Session:
    """Return the session of the command that runs."""
    found = context.find_object(Session)
    return found or Session()


def day(text: str | None) -> date | None:
    """Return the day that an option gives; raise Usage where it is none."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Usage(f"--as-of takes a day such as 2024-12-31, not {text!r}.") from error


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Show each step on the terminal's last line; say nothing where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console

    with Console(stderr=True).status("starting") as status:
        yield lambda step: status.update(step)
