"""A guarded connection: what a client may send, how slowly, and in which order it is answered."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.web.conftest import Running, running
from tests.web.raw import Answer, Connection, target
from tests.web.test_sparql import HEAVY


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server that gives a request half a second to be whole."""
    folder = tmp_path_factory.mktemp("hasty")
    with running(folder, AIFKG_WORKERS="1", AIFKG_REQUEST_TIMEOUT="0.5") as server:
        yield server


@pytest.fixture
def line(hasty: Running) -> Iterator[Connection]:
    with Connection(hasty.address) as connection:
        yield connection


def slug(answer: Answer) -> str:
    assert answer.headers["content-type"] == "application/problem+json"
    content = json.loads(answer.body)
    assert content["status"] == answer.status
    return str(content["type"].rpartition("/")[2])


def test_the_time_for_a_request_is_not_that_for_its_answer(line: Connection) -> None:
    answer = line.get(target(query=HEAVY, timeout="2.5"))
    assert (answer.status, slug(answer)) == (503, "query-timeout")
