"""Codings: how the bytes of an answer may be packed for the way; knows no format."""

from __future__ import annotations

import gzip

from zstandard import ZstdCompressor, ZstdError

CODINGS = ("zstd", "gzip")
"""What is offered, the one that costs least first."""
_LEAST = 512
"""Bytes below which packing makes nothing shorter by much."""


def packed(body: bytes, coding: str) -> tuple[bytes, str]:
    """Return the body and the coding it is in: as it stands where packing is not worth it."""
    if not coding or len(body) < _LEAST:
        return body, ""
    if coding == "zstd":
        return _zstd(body), coding
    # No time and no name in it: the same bytes in make the same bytes out.
    return gzip.compress(body, compresslevel=5, mtime=0), coding


def _zstd(body: bytes) -> bytes:
    try:
        return ZstdCompressor(level=3).compress(body)
    except ZstdError as error:
        # Its own error for the one thing that whole bytes can lack.
        raise MemoryError(str(error)) from error
