"""Control characters: what a terminal would obey; in a text for people they are shown instead."""

from __future__ import annotations

_OBEYED = (*range(0x20), *range(0x7F, 0xA0))
_KEPT = "\t\n"
_SHOWN = {code: f"\\x{code:02x}" for code in _OBEYED if chr(code) not in _KEPT}


def escaped(text: str) -> str:
    r"""Return a text with its control characters as `\x1b`, but for tabs and line ends."""
    return text.translate(_SHOWN)
