"""Facts: what is said of one thing, name by name, as a list of HTML; knows no data."""

from __future__ import annotations

from collections.abc import Iterable


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Return the list of facts, both parts HTML; what has no value is left out."""
    items = "\n".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in pairs if value)
    return f'<dl class="facts">\n{items}\n</dl>' if items else ""
