"""A server left open to the world, with small limits; after each test it is as well as before."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from tests.engine.conftest import SMALL
from tests.hostile.wellness import Patient
from tests.web.conftest import running

LIMITS = {
    "AIFKG_WORKERS": "2",
    "AIFKG_QUERIES": "4",
    "AIFKG_LONG_QUERIES": "2",
    "AIFKG_QUEUE": "256",
    "AIFKG_MAX_TIMEOUT": "2",
    "AIFKG_REQUEST_TIMEOUT": "1",
    "AIFKG_MEMORY_BYTES": f"{256 << 20}",
    "AIFKG_RESULT_BYTES": f"{1 << 20}",
    "AIFKG_RESULT_ROWS": "2000",
    "AIFKG_LOG": "off",
}
_RING = 3_000
QUADS = SMALL + "".join(
    f"<http://e.org/n{i}> <http://e.org/next> <http://e.org/n{(i + 1) % _RING}> .\n"
    f'<http://e.org/n{i}> <http://e.org/p> "{i}" <http://e.org/x> .\n'
    for i in range(_RING)
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what reads /proc where there is none."""
    if not sys.platform.startswith("linux"):
        for item in items:
            if "tests/hostile/" in item.path.as_posix():
                item.add_marker(pytest.mark.skip(reason="reads /proc"))


@pytest.fixture(scope="session")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Patient]:
    with running(tmp_path_factory.mktemp("hostile"), QUADS, **LIMITS) as server:
        yield Patient.of(server)


@pytest.fixture
def server(patient: Patient) -> Iterator[Patient]:
    """The server, of which nothing is left over after the test."""
    yield patient
    patient.assert_well()
