"""A hub: the real snapshot with a place that very many things are in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aifkg.names import BASE, TERM

if TYPE_CHECKING:
    from pathlib import Path

NAME = "id/place/hub"
PROPERTY = "aif:locatedIn"
_LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"


def with_hub(snapshot: Path, target: Path, links: int) -> None:
    """Write a snapshot in which so many organisations are in one place."""
    hub = f"<{BASE}{NAME}>"
    lines = [snapshot.read_text(encoding="utf-8"), f'{hub} {_LABEL} "Hub"@en .\n']
    for number in range(links):
        thing = f"<{BASE}id/organisation/spoke-{number}>"
        lines.append(f"{thing} <{TERM}locatedIn> {hub} .\n")
        lines.append(f'{thing} {_LABEL} "Spoke {number}"@en .\n')
    target.write_text("".join(lines), encoding="utf-8")
