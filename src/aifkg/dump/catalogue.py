"""The catalogue: which downloads there are, what is in each and how it is written."""

from __future__ import annotations

from dataclasses import dataclass

from aifkg.engine import BY_NAME

GZIP = "application/gzip"
ZIP = "application/zip"
SUMS = "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class Download:
    """A file that is made of every snapshot; `is_packed` where it is also there compressed."""

    name: str
    media_type: str
    title: str
    description: str
    is_packed: bool = True


DOWNLOADS = (
    Download(
        "aifkg.nq",
        BY_NAME["nquads"].media_type,
        "The whole graph as N-Quads",
        "The whole graph as N-Quads: the resolved view, each passage with what it states, and what "
        "rules derive. The canonical form, whose SHA-256 names the snapshot.",
    ),
    Download(
        "aifkg.trig",
        BY_NAME["trig"].media_type,
        "The whole graph as TriG",
        "The whole graph as TriG: the same statements, graph by graph, with prefixes.",
    ),
    Download(
        "aifkg.ttl",
        BY_NAME["turtle"].media_type,
        "The resolved view as Turtle",
        "The resolved view as Turtle: what is taken to be so, without the passages.",
    ),
    Download(
        "aifkg.jsonld",
        BY_NAME["jsonld"].media_type,
        "The resolved view as JSON-LD",
        "The resolved view as JSON-LD.",
    ),
    Download(
        "aifkg.sqlite",
        "application/vnd.sqlite3",
        "The graph as an SQLite database",
        "A database for SQL: a table for each kind of thing, and names, facts, claims, sources, "
        "passages, disputes and verdicts.",
    ),
    Download(
        "aifkg-csv.zip",
        ZIP,
        "The graph as tables in CSV",
        "A table for each kind of thing as CSV, with the metadata that says what each column means "
        "(CSV on the Web).",
        is_packed=False,
    ),
)
"""In the order in which they are offered; the single tables are in `csv/`."""


def listed() -> list[tuple[str, str, str]]:
    """Return name, media type and description of each download, compressed ones included."""
    found = []
    for one in DOWNLOADS:
        found.append((one.name, one.media_type, one.description))
        if one.is_packed:
            found.append((f"{one.name}.gz", GZIP, f"{one.name}, compressed."))
    return found
