"""Questions: the saved ones that are pages as they stand, without a value to be given."""

from __future__ import annotations

from aifkg.library import Library, SavedQuery


def open_questions(library: Library) -> list[str]:
    """Return their names; what needs a value is a form to fill in, and no page to list."""
    return sorted(saved.name for saved in library if not _needs_value(saved))


def _needs_value(saved: SavedQuery) -> bool:
    return any(one.required and one.default is None for one in saved.parameters)
