"""Queries that several ask at the same time, on a real pool."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from aifkg.engine import (
    BY_NAME,
    Capacity,
    Job,
    Lane,
    Load,
    Outcome,
    Pool,
    QueryTimeout,
    Request,
    Written,
)
from aifkg.web.evaluations import Asker, Evaluations
from tests.engine.test_workers import at_work, lives, run, until

JSON = (BY_NAME["json"],)
LONG = Request("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }", JSON)
ENDLESS = Request("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }", JSON)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("evaluations") / "snapshot.nq"
    lines = (f'<http://e.org/s{i}> <http://e.org/p> "{i}" .\n' for i in range(1_000))
    path.write_text("".join(lines), encoding="utf-8")
    return path


@asynccontextmanager
async def evaluating(snapshot: Path, **more: Any) -> AsyncIterator[tuple[Pool, Evaluations]]:
    pool = await Pool.start(Load(snapshot), Capacity(**{"short": 2, "long": 1, "slice": 60} | more))
    try:
        yield pool, Evaluations(pool)
    finally:
        await pool.close()


class Told:
    """What someone who asks is told."""

    def __init__(
        self, evaluations: Evaluations, question: Request, limit: float | None = None
    ) -> None:
        self.outcome: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self.asker: Asker = evaluations.submit(question, self._done, limit)

    def _done(self, _: Job, outcome: Outcome) -> None:
        self.outcome.set_result(outcome)


def test_what_several_ask_at_once_is_evaluated_once(snapshot: Path) -> None:
    async def test() -> None:
        async with evaluating(snapshot) as (pool, evaluations):
            all_told = [Told(evaluations, LONG) for _ in range(9)]
            assert (pool.running(Lane.SHORT), pool.waiting(Lane.SHORT)) == (1, 0)
            first, *others = [await told.outcome for told in all_told]
            assert isinstance(first, Written)
            assert b'"1000000"' in first.body
            assert all(other is first for other in others)
            # What is over is joined by nobody.
            assert isinstance(await Told(evaluations, LONG).outcome, Written)

    run(test)


def test_a_failure_is_told_to_all(snapshot: Path) -> None:
    async def test() -> None:
        async with evaluating(snapshot) as (_, evaluations):
            all_told = [Told(evaluations, ENDLESS, 0.2) for _ in range(2)]
            for told in all_told:
                assert isinstance(await told.outcome, QueryTimeout)

    run(test)


def test_the_last_who_leaves_ends_the_query(snapshot: Path) -> None:
    async def test() -> None:
        async with evaluating(snapshot) as (pool, evaluations):
            one, other = Told(evaluations, ENDLESS), Told(evaluations, ENDLESS)
            (worker,) = at_work(pool)
            evaluations.cancel(one.asker)
            evaluations.cancel(one.asker)
            assert pool.running(Lane.SHORT) == 1
            evaluations.cancel(other.asker)
            assert pool.running(Lane.SHORT) == 0
            assert await until(lambda: not lives(worker))
            assert not one.outcome.done()
            assert not other.outcome.done()

    run(test)


@pytest.mark.parametrize(
    "other",
    [
        Request(LONG.sparql, (BY_NAME["csv"],)),
        Request(LONG.sparql, JSON, coding="gzip"),
        Request(LONG.sparql + " ", JSON),
    ],
    ids=["format", "coding", "text"],
)
def test_what_differs_is_evaluated_apart(snapshot: Path, other: Request) -> None:
    async def test() -> None:
        async with evaluating(snapshot) as (pool, evaluations):
            all_told = [Told(evaluations, LONG), Told(evaluations, other)]
            assert pool.running(Lane.SHORT) == 2
            for told in all_told:
                assert isinstance(await told.outcome, Written)

    run(test)


def test_another_limit_is_another_evaluation(snapshot: Path) -> None:
    async def test() -> None:
        async with evaluating(snapshot) as (_, evaluations):
            short, long = Told(evaluations, ENDLESS, 0.2), Told(evaluations, LONG, 30)
            also = Told(evaluations, ENDLESS, 0.4)
            assert also.asker.evaluation is not short.asker.evaluation
            assert isinstance(await short.outcome, QueryTimeout)
            assert not also.outcome.done()
            assert isinstance(await long.outcome, Written)

    run(test)


def test_a_value_that_is_another_each_time_is_evaluated_for_each(snapshot: Path) -> None:
    async def test() -> None:
        question = Request("SELECT (RAND() AS ?x) (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }", JSON)
        async with evaluating(snapshot) as (_, evaluations):
            one, other = Told(evaluations, question), Told(evaluations, question)
            assert await one.outcome != await other.outcome

    run(test)


def test_a_place_in_the_line_is_its_clients_own(snapshot: Path) -> None:
    async def test() -> None:
        async with evaluating(snapshot, short=1) as (pool, evaluations):
            running = Told(evaluations, ENDLESS)
            waiting = [Told(evaluations, LONG) for _ in range(2)]
            assert pool.waiting(Lane.SHORT) == 2
            evaluations.cancel(waiting[0].asker)
            assert pool.waiting(Lane.SHORT) == 1
            evaluations.cancel(running.asker)
            assert isinstance(await waiting[1].outcome, Written)

    run(test)
