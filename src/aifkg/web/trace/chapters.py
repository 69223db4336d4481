"""Chapters: the parts of the ontology whose relations a form offers."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request

from aifkg.engine import EngineError
from aifkg.web.problem import Problem
from aifkg.web.rows import rows


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: the word that a question names it by, and what it is called."""

    slug: str
    label: str


async def chapters(request: Request) -> tuple[Chapter, ...]:
    """Return the chapters in which relations stand, in their order."""
    try:
        found = await rows(request, "trace/chapters")
    except (Problem, EngineError):
        # The form asks without them too, and whoever is refused is told so by the trace.
        return ()
    return tuple(Chapter(row["chapter"].rpartition("/")[2], row["label"]) for row in found)
