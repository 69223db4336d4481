"""Faults: the processes that evaluate are found and killed, and a server that ends is noticed."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from time import monotonic

import pytest

from tests.bench.servers import ours
from tests.bench.servers.process import children, started
from tests.bench.servers.running import PROBE, Running
from tests.bench.soak.faults import evaluators, kill_until, watch_until
from tests.bench.soak.tally import Tally

pytestmark = pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="no /proc")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    snapshot = tmp_path / "snapshot.nq"
    snapshot.write_text('<a:s> <a:p> "1" .\n', encoding="utf-8")
    with ours.serving_any(snapshot, tmp_path, {}) as server:
        yield server


def test_evaluators_are_what_a_zygote_forked(server: Running) -> None:
    found = evaluators(server.pid)
    assert found
    assert server.pid not in found
    assert not any(children(pid) for pid in found)


def test_a_server_whose_evaluator_is_killed_answers_on(server: Running) -> None:
    tally = Tally()
    before = evaluators(server.pid)

    async def kill_one() -> None:
        stop = asyncio.Event()
        task = asyncio.create_task(kill_until(stop, server.pid, tally, Random(1)))
        async with asyncio.timeout(30):
            while not tally.killed:
                await asyncio.sleep(0.01)
        stop.set()
        await task

    asyncio.run(kill_one())
    deadline = monotonic() + 30
    while set(before) <= set(evaluators(server.pid)):
        assert monotonic() < deadline
    answers = [server.get("", PROBE, "text/csv") for _ in range(5)]
    assert answers[-1].text.strip() == "true"


def test_a_server_that_ends_stops_the_soak(tmp_path: Path) -> None:
    tally = Tally()
    with started([sys.executable, "-c", ""], tmp_path / "log") as process:
        process.wait()
        asyncio.run(watch_until(asyncio.Event(), process.pid, tally))
    assert tally.faults["server ended"] == 1
