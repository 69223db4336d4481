"""A query file of this room, read once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def query_file(stem: str) -> str:
    """Return the text of `<stem>.rq`; that of a room below is named with its folder."""
    return files(__package__).joinpath(f"{stem}.rq").read_text(encoding="utf-8")
