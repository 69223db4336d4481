"""Each test of the W3C's suite fails where it is known to, and nowhere else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.w3c import dataset, known
from tests.w3c.protocol import Exchange
from tests.w3c.run import judge
from tests.w3c.suite import Case, Suite, read
from tests.web.conftest import running

FOLDER = os.environ.get("W3C_RDF_TESTS", "")
SUITE = read(Path(FOLDER).resolve()) if FOLDER else Suite(Path(), (), (), {})
KNOWN = known.causes()
ABSENT = pytest.mark.skip(reason="W3C_RDF_TESTS names no checkout of w3c/rdf-tests")

pytestmark = pytest.mark.w3c


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of one server that holds the data of every test."""
    folder = tmp_path_factory.mktemp("w3c")
    with running(folder, dataset.snapshot(SUITE), AIFKG_BUDGET_SECONDS="0") as server:
        yield server.client


@pytest.mark.parametrize(
    "test",
    [pytest.param(test, id=test.name) for test in SUITE.tests]
    or [pytest.param(None, marks=ABSENT, id="none")],
)
def test_the_server_answers_as_the_standard_has_it(
    test: Case | Exchange, asking: httpx.Client
) -> None:
    verdict = judge(SUITE, test, asking)
    cause = KNOWN.get(test.name)
    if cause is None:
        assert not verdict.fault
    else:
        assert verdict.fault, "it passes: take it out of known.toml"
        assert verdict.is_ours == (cause.of == "server")


@pytest.mark.skipif(not FOLDER, reason=str(ABSENT.kwargs["reason"]))
def test_the_suite_is_whole() -> None:
    assert len(SUITE.cases) > 1_000
    assert len(SUITE.exchanges) > 15
    assert set(KNOWN) <= {test.name for test in SUITE.tests}
