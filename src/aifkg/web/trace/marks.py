"""Marks: the shape of each family of things, drawn in a square of twelve pixels, and outlines."""

from __future__ import annotations

from collections.abc import Mapping

SHAPES: Mapping[str, str] = {
    "person": "M6 0a6 6 0 1 0 0 12a6 6 0 1 0 0-12z",
    "body": "M.5.5h11v11h-11z",
    "factory": "M3 .5h6l3 5.5l-3 5.5h-6l-3-5.5z",
    "machine": "M6 0l6 6l-6 6l-6-6z",
    "place": "M0 1h12l-6 11z",
    "programme": "M6 0l6 11h-12z",
    "document": "M1.5 0h6l3 3v9h-9z",
    "event": "M6 0l1.6 4.2l4.4.3l-3.4 2.8l1.1 4.4l-3.7-2.4l-3.7 2.4l1.1-4.4l-3.4-2.8l4.4-.3z",
    "other": "M4 0h4v4h4v4h-4v4h-4v-4h-4v-4h4z",
}
OUTLINE = 'fill="none" stroke="currentColor"'
"""How lines and boxes are drawn where no stylesheet is: without it they would be filled black."""
