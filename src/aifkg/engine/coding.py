"""Codings: how the bytes of an answer may be packed for the way; knows no format."""

from __future__ import annotations

import gzip

from zstandard import ZstdCompressor

CODINGS = ("zstd", "gzip")
"""What is offered, the one that costs least first."""
_LEAST = 512
"""Bytes below which packing makes nothing shorter by much."""


def packed(body: bytes, coding: str) -> tuple[bytes, str]:
    """Return the body and the coding it is in: as it stands where packing is not worth it."""
    if not coding or len(body) < _LEAST:
        return body, ""
    if coding == "zstd":
        return ZstdCompressor(level=3).compress(body), coding
    # No time and no name in it: the same bytes in make the same bytes out.
    return gzip.compress(body, compresslevel=5, mtime=0), coding
