"""How bodies are packed."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable

import pytest
from zstandard import ZstdDecompressor, ZstdError

from aifkg.engine import CODINGS
from aifkg.engine.coding import packed

UNPACK: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "gzip": gzip.decompress,
    "zstd": ZstdDecompressor().decompress,
}
LONG = b"the same again and again, " * 100


@pytest.mark.parametrize("coding", CODINGS)
def test_what_is_packed_is_what_is_unpacked(coding: str) -> None:
    body, named = packed(LONG, coding)
    assert named == coding
    assert len(body) < len(LONG) / 10
    assert UNPACK[coding](body) == LONG


@pytest.mark.parametrize("coding", CODINGS)
def test_the_same_bytes_are_packed_the_same_way(coding: str) -> None:
    """A strong entity tag says so of them."""
    assert packed(LONG, coding) == packed(bytes(bytearray(LONG)), coding)


@pytest.mark.parametrize("coding", CODINGS)
def test_what_is_short_stays_as_it_is(coding: str) -> None:
    assert packed(LONG[:511], coding) == (LONG[:511], "")
    assert packed(LONG[:512], coding)[1] == coding


def test_what_is_to_stay_as_it_is_does() -> None:
    assert packed(LONG, "") == (LONG, "")


@pytest.mark.parametrize("coding", CODINGS)
def test_what_cannot_be_made_shorter_is_still_unpacked_whole(coding: str) -> None:
    noise = os.urandom(4_000)
    body, named = packed(noise, coding)
    assert UNPACK[named](body) == noise


def test_want_of_memory_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    class Lacking:
        def __init__(self, level: int) -> None:
            pass

        def compress(self, _body: bytes) -> bytes:
            raise ZstdError("cannot compress: Allocation error : not enough memory")

    monkeypatch.setattr("aifkg.engine.coding.ZstdCompressor", Lacking)
    with pytest.raises(MemoryError, match="not enough memory"):
        packed(LONG, "zstd")
