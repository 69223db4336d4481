"""Tasks are done by workers that share what was prepared, and are bounded as queries are."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from aifkg.engine import (
    BY_NAME,
    Capacity,
    Limits,
    Load,
    Pool,
    QueryFailed,
    QueryTimeout,
    Request,
    ResultTooLarge,
)
from tests.conftest import ROOT
from tests.engine.conftest import PREFIXES

JSON = BY_NAME["json"]
TASKS = {name: f"tests.engine.tasks:{name}" for name in ("size", "endless", "wrong", "failing")}


@pytest.fixture(autouse=True)
def _is_found_by_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the process that prepares tasks find those of the tests."""
    places = [str(ROOT), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, places)))


@asynccontextmanager
async def pool(snapshot: Path, limits: Limits | None = None) -> AsyncIterator[Pool]:
    load = Load(snapshot, prefixes=PREFIXES, tasks=TASKS)
    made = await Pool.start(load, Capacity(short=1, long=1, limits=limits or Limits()))
    try:
        yield made
    finally:
        await made.close()


async def answered(workers: Pool, task: str, text: str = "", limit: float = 5) -> str:
    answer = await workers.answer(Request(text, (JSON,), task=task), limit)
    assert answer.format is JSON
    return answer.body.decode()


def test_a_task_is_prepared_once_and_done_by_a_forked_worker(small: Path) -> None:
    async def test() -> None:
        async with pool(small) as workers:
            triples, prefixes, text, is_elsewhere = (await answered(workers, "size", "é")).split()
            assert int(triples) > 0
            assert int(prefixes) == len(PREFIXES)
            assert (text, is_elsewhere) == ("é", "True")

    asyncio.run(test())


def test_a_task_past_its_limit_is_ended_and_others_go_on(small: Path) -> None:
    async def test() -> None:
        async with pool(small) as workers:
            with pytest.raises(QueryTimeout):
                await answered(workers, "endless", limit=0.3)
            assert await answered(workers, "size")

    asyncio.run(test())


@pytest.mark.parametrize(
    ("task", "text"), [("unknown", ""), ("wrong", "no number"), ("failing", "nothing there")]
)
def test_what_a_task_cannot_do_is_an_error_of_the_engine(task: str, text: str, small: Path) -> None:
    async def test() -> None:
        async with pool(small) as workers:
            before = workers.pids
            with pytest.raises(QueryFailed, match=text or task):
                await answered(workers, task, text)
            assert await answered(workers, "wrong", "7") == "7"
            assert set(workers.pids) == set(before)

    asyncio.run(test())


def test_the_answer_of_a_task_is_bounded(small: Path) -> None:
    async def test() -> None:
        async with pool(small, limits=Limits(bytes=10)) as workers:
            with pytest.raises(ResultTooLarge, match="10 bytes"):
                await answered(workers, "size", "x" * 10)

    asyncio.run(test())


def test_a_graph_without_a_task_is_asked_all_the_same(small: Path) -> None:
    async def test() -> None:
        load = Load(small, tasks={"size": "tests.engine.tasks:missing"})
        workers = await Pool.start(load, Capacity(short=1, long=1))
        try:
            with pytest.raises(QueryFailed, match='"size" cannot be done on this graph: Attr'):
                await answered(workers, "size")
            assert (await workers.answer(Request("ASK { ?s ?p ?o }", (JSON,)))).body
        finally:
            await workers.close()

    asyncio.run(test())
