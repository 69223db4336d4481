"""Characters: what text may carry where control characters are forbidden or would be obeyed."""

from __future__ import annotations

import re

# What XML 1.0 has no way to write, not even as a reference.
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_INSTEAD = "\ufffd"


def in_xml(text: str) -> str:
    """Return a text with the replacement character for what XML cannot carry."""
    return _NOT_IN_XML.sub(_INSTEAD, text)


def line(text: str) -> str:
    """Return a text as one line without control characters."""
    return _OBEYED.sub(_INSTEAD, " ".join(text.split()))
