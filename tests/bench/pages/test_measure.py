"""What waits say, and where documents are asked for."""

from __future__ import annotations

import pytest

from tests.bench.pages.measure import Waits, path
from tests.bench.servers.running import Running


def test_waits_are_told_by_their_middle_and_their_long_end() -> None:
    waits = Waits([float(number) for number in range(100)], [1] * 100)
    assert (waits.median, waits.p95) == (49.5, 95.0)


@pytest.mark.parametrize(
    ("server", "target"), [("aifkg", "/id/x/y.ttl"), ("trifid", "/id/x/y"), ("nginx", "/id/x/y")]
)
def test_ours_has_a_document_at_an_ending(server: str, target: str) -> None:
    assert path(Running(server, "127.0.0.1:1", "/{name}", 1, 0), "id/x/y", "ttl") == target
