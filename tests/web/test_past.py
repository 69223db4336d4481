"""The past: what one past day or one client holds is kept from nobody else."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.web.raw import Answer, Connection
from tests.web.supervised import direct
from tests.web.test_archive import DAYS, Dated, dated
from tests.web.test_health import stopped

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")

PATIENT = {"AIFKG_DEFAULT_TIMEOUT": "20", "AIFKG_WORKERS": "1"}
WAITING = "/context.jsonld"
"""A page that waits for a query in a thread, and is held nowhere."""


def evaluators(past: Dated, before: list[int]) -> list[int]:
    """Return the processes that evaluate for past days, where these zygotes are of no day."""
    return [pid for one in past.server.zygotes if one not in before for pid in direct(one)]


@contextmanager
def asked(past: Dated, path: str, many: int) -> Iterator[list[Connection]]:
    """Ask for a path many times at once, and leave without an answer."""
    lines = [Connection(past.server.address) for _ in range(many)]
    try:
        for line in lines:
            line.send(line.request(path))
        yield lines
    finally:
        for line in lines:
            line.__exit__(None, None, None)


def get(past: Dated, path: str) -> Answer:
    with Connection(past.server.address) as line:
        return line.get(path)


def test_the_present_answers_while_all_threads_of_a_past_day_are_held(tmp_path: Path) -> None:
    with dated(tmp_path, **PATIENT) as past:
        before = past.server.zygotes
        assert past.holds(DAYS[0])
        held = f"/as-of/{DAYS[0]}{WAITING}"
        with stopped(evaluators(past, before)), asked(past, held, 8) as lines:
            for _ in range(3):
                assert get(past, WAITING).status == 200
                assert get(past, "/id/no/such").status == 404
            assert not any(line.has_answer() for line in lines)


def test_the_present_checks_queries_while_a_past_day_hangs(tmp_path: Path) -> None:
    with dated(tmp_path, **PATIENT) as past:
        before = past.server.zygotes
        assert past.holds(DAYS[0])
        check = "/sparql/check?query=ASK%20%7B%7D"
        with stopped(evaluators(past, before)), asked(past, f"/as-of/{DAYS[0]}{check}", 4) as lines:
            assert get(past, check).status == 200
            assert not any(line.has_answer() for line in lines)
