"""The tracer of the checkout's graph, made once for all tests of traces."""

from __future__ import annotations

import pytest

from aifkg import Graph
from aifkg.trace import Tracer
from tests import small


@pytest.fixture(scope="session")
def real() -> Graph:
    return small.real()


@pytest.fixture(scope="session")
def tracer(real: Graph) -> Tracer:
    return real._tracer
